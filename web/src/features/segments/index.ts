/** What other features show of segments. */
import { lazy } from "react";

export { SEGMENTS, useCreateSegment, useSegments } from "@/features/segments/api/segments";
export { LATE } from "@/features/segments/rule";
export const ImportToList = lazy(() => import("@/features/segments/ui/ImportToList"));
export const PersonSegments = lazy(() => import("@/features/segments/ui/PersonSegments"));
