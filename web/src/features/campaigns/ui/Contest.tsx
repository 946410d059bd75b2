/** How the variants stand, what the rules say of it, and the choice of a person where they cannot say. */
import { Button } from "@mantine/core";
import { useChooseWinner } from "@/features/campaigns/api/campaigns";
import { share, variantName } from "@/features/campaigns/plan";
import { useMay } from "@/features/workspaces";
import type { Campaign, CampaignFigures } from "@/shared/api/types";
import { useFormat } from "@/shared/format";
import { useI18n } from "@/shared/i18n";
import { Row } from "@/shared/ui/layout";
import { Section } from "@/shared/ui/Page";
import { ErrorLine } from "@/shared/ui/states";
import { Table } from "@/shared/ui/Table";

type Contest = NonNullable<CampaignFigures["contest"]>;

export function Contest({ campaign, contest }: { campaign: Campaign; contest: Contest }) {
  const { t, locale } = useI18n();
  const format = useFormat();
  const choose = useChooseWinner(campaign.id);
  const maySend = useMay("campaigns.send");
  const asked = campaign.state === "deciding" && maySend;
  return (
    <Section title={t("campaigns.contest")} lead={sayStanding(campaign, contest)}>
      <Table
        caption={t("campaigns.contest")}
        rows={[...contest.arms]}
        keyOf={({ variant }) => String(variant)}
        columns={[
          { key: "name", title: t("campaigns.variant"), main: true, cell: ({ variant }) => variantName(campaign.plan, variant) },
          { key: "people", title: t("campaigns.people"), align: "end", cell: ({ people }) => format.number(people) },
          { key: "did", title: t(`campaigns.metric.${contest.metric}`), align: "end", cell: ({ successes }) => format.number(successes) },
          { key: "share", title: t("campaigns.contest.share"), align: "end", cell: ({ successes, people }) => share(successes, people, locale) },
          { key: "range", title: t("campaigns.contest.range"), align: "end", cell: ({ low, high }) => `${share(low, 1, locale)} – ${share(high, 1, locale)}` },
        ]}
      />
      {asked && (
        <Row gap={2} wrap>
          {campaign.plan.variants.map((_, variant) => (
            <Button key={variant} variant={variant === contest.leader ? "filled" : "default"} loading={choose.isPending} onClick={() => choose.mutate(variant)}>
              {t("campaigns.contest.choose", { name: variantName(campaign.plan, variant) })}
            </Button>
          ))}
        </Row>
      )}
      <ErrorLine error={choose.error} />
    </Section>
  );

  function sayStanding({ plan, winner, state }: Campaign, { verdict, decides_at }: Contest): string {
    if (winner !== null) return t(campaign.verdict === "winner" ? "campaigns.contest.won" : "campaigns.contest.chosen", { name: variantName(plan, winner) });
    if (state === "deciding") return t(campaign.verdict === "not_enough_data" ? "campaigns.contest.ask_few" : "campaigns.contest.ask_same");
    if (decides_at) return t("campaigns.contest.decides", { at: `${format.date(decides_at)}, ${format.clock(decides_at)}` });
    return t(verdict === "not_enough_data" ? "campaigns.contest.few" : "campaigns.contest.going");
  }
}
