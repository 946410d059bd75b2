/** Figures first, then the picture by variant, then the table they are made of; and why people were left out. */
import type { ReactNode } from "react";
import classes from "@/features/campaigns/ui/Campaigns.module.css";
import { percentOf, share, variantName } from "@/features/campaigns/plan";
import { sayCode } from "@/features/campaigns/words";
import { useChannels } from "@/features/delivery";
import { SetPrices } from "@/features/prices";
import type { Campaign, CampaignFigures } from "@/shared/api/types";
import { useFormat } from "@/shared/format";
import { costs, sum } from "@/shared/format/money";
import { useI18n, type Key } from "@/shared/i18n";
import figureClasses from "@/shared/ui/Figures.module.css";
import { Facts } from "@/shared/ui/layout";
import { Section } from "@/shared/ui/Page";
import { Table } from "@/shared/ui/Table";

interface Props {
  campaign: Campaign;
  figures: CampaignFigures;
}

export function Figures({ campaign, figures }: Props) {
  const i18n = useI18n();
  const { t, locale } = i18n;
  const format = useFormat();
  const { total } = figures;
  const told = useReceipts(campaign);
  const revenue = sum(total.revenue_minor, figures.currency, locale);
  const unpriced = total.sent > 0 && Object.keys(figures.costs).length === 0;
  const shown: [Key, string, ReactNode][] = [
    ["campaigns.figure.sent", format.number(total.sent), t("campaigns.figure.of_planned", { count: total.planned })],
    told ? ["campaigns.figure.delivered", format.number(total.delivered), share(total.delivered, total.sent, locale)] : ["campaigns.figure.failed", format.number(total.failed), share(total.failed, total.planned, locale)],
    ["campaigns.figure.read", format.number(total.read), total.read_by_machine ? t("campaigns.figure.read_more", { share: share(total.read, total.sent, locale), machines: format.number(total.read_by_machine) }) : share(total.read, total.sent, locale)],
    ["campaigns.figure.clicked", format.number(total.clicked), share(total.clicked, total.sent, locale)],
    ["campaigns.figure.converted", format.number(total.converted), share(total.converted, total.sent, locale)],
    ["campaigns.figure.revenue", revenue, t("campaigns.figure.purchases", { count: total.purchases })],
    ["campaigns.figure.cost", costs(figures.costs, locale) || "—", unpriced ? <SetPrices /> : figures.return_percent === null ? t("campaigns.figure.no_return") : t("campaigns.figure.return", { percent: percentOf(figures.return_percent, locale) })],
    ["campaigns.figure.left", format.number(total.unsubscribed), t("campaigns.figure.complained", { count: total.complained })],
  ];
  return (
    <>
      <dl className={figureClasses.figures}>
        {shown.map(([title, value, about]) => (
          <div key={title} className={classes.figure}>
            <dt className={figureClasses.title}>{t(title)}</dt>
            <dd className={classes.value}>
              <span className={figureClasses.value}>{value}</span>
              <span className={figureClasses.about}>{about}</span>
            </dd>
          </div>
        ))}
      </dl>
      {figures.slices.length > 1 && <Bars campaign={campaign} figures={figures} />}
      <Slices campaign={campaign} figures={figures} />
      {figures.lift && <Lift lift={figures.lift} />}
      <Reasons title={t("campaigns.reasons")} counts={figures.reasons} />
      <Reasons title={t("campaigns.failures")} counts={figures.failures} />
    </>
  );
}

/** Whether any of its channels says that something was delivered: mail only says that it was not. */
function useReceipts(campaign: Campaign): boolean {
  const told = new Set((useChannels().data ?? []).filter(({ capabilities }) => capabilities.receipt_delivered).map(({ id }) => id));
  return campaign.plan.channels.some(({ channel_id }) => told.has(channel_id));
}

/** Shares of those who got it, by channel and variant; the numbers stand beside, for colour alone says nothing. */
function Bars({ campaign, figures }: Props) {
  const { t, locale } = useI18n();
  const name = useSliceName(campaign);
  return (
    <Section title={t("campaigns.chart")}>
      <ul className={classes.bars}>
        {figures.slices.map((one) => (
          <li key={`${one.channel} ${one.variant}`}>
            <span className={classes.barName}>{name(one)}</span>
            {(["read", "clicked", "converted"] as const).map((what) => (
              <span key={what} className={classes.barLine}>
                <span className={classes.barWhat}>{t(`campaigns.metric.${what}`)}</span>
                <span className={classes.barTrack}>
                  <span className={classes.bar} data-what={what} style={{ width: `${Math.min((one.sent ? one[what] / one.sent : 0) * 100, 100)}%` }} />
                </span>
                <span className={classes.barValue}>{share(one[what], one.sent, locale)}</span>
              </span>
            ))}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function useSliceName(campaign: Campaign): (one: { channel: number; variant: number }) => string {
  const names = new Map((useChannels().data ?? []).map(({ id, name }) => [id, name]));
  return ({ channel, variant }) => {
    const by = names.get(campaign.plan.channels[channel]?.channel_id ?? "") ?? "";
    return campaign.plan.variants.length > 1 ? `${by} · ${variantName(campaign.plan, variant)}` : by;
  };
}

function Slices({ campaign, figures }: Props) {
  const { t, locale } = useI18n();
  const format = useFormat();
  const name = useSliceName(campaign);
  const told = useReceipts(campaign);
  const counts = (["sent", "delivered", "failed", "read", "clicked", "unsubscribed", "converted"] as const).filter((what) => told || what !== "delivered");
  return (
    <Section title={t("campaigns.by_channel")}>
      <Table
        caption={t("campaigns.by_channel")}
        rows={[...figures.slices]}
        keyOf={({ channel, variant }) => `${channel} ${variant}`}
        columns={[
          { key: "name", title: t("campaigns.channel"), main: true, cell: (one) => <span className={classes.sliceName}>{name(one)}</span> },
          ...counts.map((what) => ({ key: what, title: t(`campaigns.column.${what}`), align: "end" as const, cell: (one: CampaignFigures["slices"][number]) => format.number(one[what]) })),
          { key: "revenue", title: t("campaigns.figure.revenue"), align: "end", cell: (one) => sum(one.revenue_minor, figures.currency, locale) },
          { key: "cost", title: t("campaigns.figure.cost"), align: "end", cell: (one) => costs(one.costs, locale) || "—" },
        ]}
      />
    </Section>
  );
}

function Lift({ lift }: { lift: NonNullable<CampaignFigures["lift"]> }) {
  const { t, locale } = useI18n();
  const points = (value: number) => new Intl.NumberFormat(locale, { maximumFractionDigits: 2, signDisplay: "exceptZero" }).format(value * 100);
  const { difference } = lift;
  return (
    <Section title={t("campaigns.lift")} lead={t("campaigns.lift.about")}>
      <Facts
        items={[
          [t("campaigns.lift.mine"), t("campaigns.lift.bought", { bought: lift.bought, people: lift.people, share: share(lift.bought, lift.people, locale) })],
          [t("campaigns.lift.control"), t("campaigns.lift.bought", { bought: lift.control_bought, people: lift.control_people, share: share(lift.control_bought, lift.control_people, locale) })],
          [t("campaigns.lift.difference"), difference ? t("campaigns.lift.points", { points: points(difference.estimate), low: points(difference.low), high: points(difference.high) }) : t("campaigns.not_enough")],
        ]}
      />
    </Section>
  );
}

function Reasons({ title, counts }: { title: string; counts: Record<string, number> }) {
  const i18n = useI18n();
  const format = useFormat();
  const sorted = Object.entries(counts).filter(([, count]) => count > 0).sort(([, one], [, two]) => two - one);
  if (sorted.length === 0) return null;
  return (
    <Section title={title}>
      <Facts items={sorted.map(([code, count]) => [sayCode(code, i18n), format.number(count)])} />
    </Section>
  );
}
