/** The panel beside the thread; loaded when a conversation is opened, not with the inbox. */
import { lazy } from "react";

export const Consultations = lazy(() => import("@/features/consultations/ui/Consultations"));
