/** What a card shows of what the person did; loaded with the card's lower half. */
import { lazy } from "react";

export const PersonFacts = lazy(() => import("@/features/activity/ui/PersonFacts"));
