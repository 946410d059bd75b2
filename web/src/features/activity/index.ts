/** What a card shows of what the person did; loaded with the card's lower half. */
import { lazy } from "react";

export { useAttributes, useFactNames, useImports, useRfmSettings } from "@/features/activity/api/activity";
export { useFactWords } from "@/features/activity/ui/useFactWords";
export { useRhythmWords } from "@/features/activity/ui/useRhythmWords";
export const PersonFacts = lazy(() => import("@/features/activity/ui/PersonFacts"));
