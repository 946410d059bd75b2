/** What a message costs: the line under the composer of SMS, loaded when somebody begins to write. */
import { lazy } from "react";

export { money } from "@/features/prices/money";
export const SmsHint = lazy(() => import("@/features/prices/ui/SmsHint"));
