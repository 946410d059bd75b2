/** The panel beside the thread and the figure of the speed screen; each is loaded where it is shown. */
import { lazy } from "react";

export const TargetHistory = lazy(() => import("@/features/targets/ui/History"));
export const TargetsFigure = lazy(() => import("@/features/targets/ui/TargetsFigure"));
