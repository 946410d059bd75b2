/** What a message costs: where it is said, and the line under the composer of SMS, loaded when somebody begins to write. */
import { lazy } from "react";

export { money } from "@/features/prices/money";
export { SetPrices } from "@/features/prices/ui/SetPrices";
export const SmsHint = lazy(() => import("@/features/prices/ui/SmsHint"));
