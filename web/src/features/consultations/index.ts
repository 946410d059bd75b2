/** The panel beside the thread, loaded when a conversation is opened, not with the inbox; and how much is asked of me. */
import { lazy } from "react";

export { useAskedCount } from "@/features/consultations/api/count";
export const Consultations = lazy(() => import("@/features/consultations/ui/Consultations"));
