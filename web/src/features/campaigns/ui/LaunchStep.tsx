/** The last look: whom, for how much, what stands in the way, what is worth a thought; then the launch. */
import { Button } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import { useState } from "react";
import { useActOn, useCampaignSettings, useCountCampaign } from "@/features/campaigns/api/campaigns";
import classes from "@/features/campaigns/ui/Campaigns.module.css";
import { CheckFigures } from "@/features/campaigns/ui/CheckFigures";
import { FindingList } from "@/features/campaigns/ui/FindingList";
import type { StepProps } from "@/features/campaigns/ui/Writing";
import { useMay } from "@/features/workspaces";
import type { CampaignReview } from "@/shared/api/types";
import { useT } from "@/shared/i18n";
import { Row, Stack } from "@/shared/ui/layout";
import { Confirm } from "@/shared/ui/Confirm";
import { ErrorLine, Failure, SkeletonRows } from "@/shared/ui/states";

export function LaunchStep({ campaign, plan, kept, review }: StepProps & { kept: boolean; review: UseQueryResult<CampaignReview> }) {
  const t = useT();
  const count = useCountCampaign(campaign.id);
  const act = useActOn(campaign.id);
  const mayWrite = useMay("campaigns.write");
  const maySend = useMay("campaigns.send");
  const approval = useCampaignSettings().data?.approval ?? false;
  const [asking, setAsking] = useState(false);
  if (review.isPending) return <SkeletonRows rows={5} />;
  if (review.isError && !review.data) return <Failure error={review.error} retry={() => void review.refetch()} />;
  const { ready, findings, check } = review.data;
  const people = check?.done && check.revision === campaign.revision ? check.reached.reduce((sum, one) => sum + one, 0) : null;
  return (
    <div className={classes.halves}>
      <Stack gap={3}>
        <CheckFigures plan={plan} review={review.data} revision={campaign.revision} />
        <ErrorLine error={count.error} />
        {mayWrite && (
          <div>
            <Button variant="default" loading={count.isPending} disabled={!kept || plan.channels.length === 0} onClick={() => count.mutate(undefined)}>
              {t("campaigns.count")}
            </Button>
          </div>
        )}
      </Stack>
      <Stack gap={3}>
        <FindingList findings={findings} />
        <ErrorLine error={act.error} />
        {maySend && (
          <Row>
            <Button disabled={!ready || !kept} loading={act.isPending} onClick={() => setAsking(true)}>
              {t(approval ? "campaigns.act.ask" : "campaigns.act.launch")}
            </Button>
          </Row>
        )}
      </Stack>
      <Confirm opened={asking} title={t("campaigns.launch.title")} text={people === null ? t("campaigns.launch.uncounted") : t("campaigns.launch.text", { count: people })} action={t(approval ? "campaigns.act.ask" : "campaigns.act.launch")} pending={act.isPending} error={act.error} onClose={() => setAsking(false)} onConfirm={() => act.mutate("launch")} />
    </div>
  );
}
