/** The last look: whom, for how much, what stands in the way, what is worth a thought; then the launch. */
import { Button } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import { useState } from "react";
import { useActOn, useCampaignSettings, useCountCampaign } from "@/features/campaigns/api/campaigns";
import { peopleOf } from "@/features/campaigns/check";
import classes from "@/features/campaigns/ui/Campaigns.module.css";
import { CheckFigures } from "@/features/campaigns/ui/CheckFigures";
import { FindingList } from "@/features/campaigns/ui/FindingList";
import type { StepProps } from "@/features/campaigns/plan";
import { useMay } from "@/features/workspaces";
import type { Campaign, CampaignReview } from "@/shared/api/types";
import { useT } from "@/shared/i18n";
import { Row, Stack } from "@/shared/ui/layout";
import { Confirm } from "@/shared/ui/Confirm";
import { ErrorLine, Failure, SkeletonRows } from "@/shared/ui/states";

type Props = StepProps & { kept: boolean; review: UseQueryResult<CampaignReview> };

export function LaunchStep({ review, ...rest }: Props) {
  if (review.isPending) return <SkeletonRows rows={5} />;
  if (review.isLoadingError) return <Failure error={review.error} retry={() => void review.refetch()} />;
  return <Reviewed {...rest} review={review.data} />;
}

type ReviewedProps = StepProps & { kept: boolean; review: CampaignReview };

function Reviewed({ campaign, plan, kept, review }: ReviewedProps) {
  const t = useT();
  const count = useCountCampaign(campaign.id);
  const mayWrite = useMay("campaigns.write");
  return (
    <div className={classes.halves}>
      <Stack gap={3}>
        <CheckFigures campaign={campaign} plan={plan} review={review} />
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
        <FindingList campaign={campaign} plan={plan} findings={review.findings} />
        <Launch campaign={campaign} kept={kept} review={review} />
      </Stack>
    </div>
  );
}

function Launch({ campaign, kept, review }: Pick<ReviewedProps, "campaign" | "kept" | "review">) {
  const t = useT();
  const act = useActOn(campaign.id);
  const maySend = useMay("campaigns.send");
  const approval = useCampaignSettings().data?.approval ?? false;
  const [asking, setAsking] = useState(false);
  if (!maySend) return null;
  const people = reached(campaign, review);
  const words = t(approval ? "campaigns.act.ask" : "campaigns.act.launch");
  return (
    <>
      <Row>
        <Button disabled={!review.ready || !kept} onClick={() => setAsking(true)}>
          {words}
        </Button>
      </Row>
      <Confirm opened={asking} title={t("campaigns.launch.title")} text={people === null ? t("campaigns.launch.uncounted") : t("campaigns.launch.text", { count: people })} action={words} pending={act.isPending} error={act.error} onClose={() => setAsking(false)} onConfirm={() => act.mutate("launch")} />
    </>
  );
}

/** How many it reaches; null where the last count is not of what is written now. */
function reached({ revision }: Campaign, { check }: CampaignReview): number | null {
  return check?.done && check.revision === revision ? peopleOf(check) : null;
}
