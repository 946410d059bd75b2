/** What a person agreed to, on their card; loaded with it. And the purposes there are, by their names. */
import { lazy } from "react";

export { usePurposes } from "@/features/consents/api/consents";
export { useChannelName, usePurposeName } from "@/features/consents/names";
export const ConsentBlock = lazy(() => import("@/features/consents/ui/ConsentBlock"));
