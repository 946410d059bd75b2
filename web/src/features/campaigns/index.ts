/** Campaigns: one message to many, once. */
import { lazy } from "react";
export { CAMPAIGNS } from "@/features/campaigns/api/campaigns";
export { sayCode } from "@/features/campaigns/words";
export const PersonCampaigns = lazy(() => import("@/features/campaigns/ui/PersonCampaigns"));
