/** One campaign: a draft is written in steps; what was launched is followed. */
import { Link } from "@tanstack/react-router";
import { useCampaign } from "@/features/campaigns/api/campaigns";
import { Progress } from "@/features/campaigns/ui/Progress";
import { Writing } from "@/features/campaigns/ui/Writing";
import { useT } from "@/shared/i18n";
import { useDeskParams } from "@/shared/search";
import { Page } from "@/shared/ui/Page";
import { Failure, SkeletonRows } from "@/shared/ui/states";

export function CampaignPage() {
  const t = useT();
  const { campaignId = "" } = useDeskParams();
  const query = useCampaign(campaignId);
  const back = <Link to="/campaigns">{t("nav.campaigns")}</Link>;
  if (query.isPending) return <Page title={t("nav.campaigns")} back={back}><SkeletonRows rows={8} /></Page>;
  if (query.isLoadingError) return <Page title={t("nav.campaigns")} back={back}><Failure error={query.error} retry={() => void query.refetch()} /></Page>;
  const campaign = query.data;
  return campaign.state === "draft" ? <Writing key={`${campaign.id} draft`} saved={campaign} /> : <Progress key={campaign.id} campaign={campaign} />;
}
