/** Journeys: what is said to a person one thing after another. */
import { lazy } from "react";
export { JOURNEYS } from "@/features/journeys/api/journeys";
export const PersonJourneys = lazy(() => import("@/features/journeys/ui/PersonJourneys"));
