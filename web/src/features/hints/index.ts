/** The quiet line under the composer; loaded when somebody begins to write. */
import { lazy } from "react";

export const DraftHints = lazy(() => import("@/features/hints/ui/DraftHints"));
