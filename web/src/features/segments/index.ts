/** What other features show of segments. */
import { lazy } from "react";

export { SEGMENTS, useSegments } from "@/features/segments/api/segments";
export const PersonSegments = lazy(() => import("@/features/segments/ui/PersonSegments"));
