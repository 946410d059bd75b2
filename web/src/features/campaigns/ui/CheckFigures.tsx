/** How many it reaches, by which channel, who is left out and why, and what it costs. */
import { messagesOf, peopleOf, pricesOf, type Check, type Estimate } from "@/features/campaigns/check";
import classes from "@/features/campaigns/ui/Campaigns.module.css";
import { sayCode } from "@/features/campaigns/words";
import { useChannels } from "@/features/delivery";
import { SetPrices } from "@/features/prices";
import type { Campaign, CampaignPlan, CampaignReview } from "@/shared/api/types";
import { useFormat } from "@/shared/format";
import { money, roughly } from "@/shared/format/money";
import { useI18n, useT } from "@/shared/i18n";
import { Facts } from "@/shared/ui/layout";
import { TimeAgo } from "@/shared/ui/TimeAgo";

export function CheckFigures({ campaign, plan, review }: { campaign: Campaign; plan: CampaignPlan; review: CampaignReview | undefined }) {
  const i18n = useI18n();
  const { t } = i18n;
  const format = useFormat();
  const check = review?.check;
  const channels = useChannels();
  const nameOf = (id: string) => channels.data?.find((one) => one.id === id)?.name ?? (channels.isPending ? "…" : t("campaigns.channel.gone"));
  const { currency, revision } = campaign;
  if (!check) return <p className={classes.about}>{t("campaigns.count.never")}</p>;
  if (!check.done && check.revision !== revision) return <p className={classes.about}>{t("campaigns.count.broken")}</p>;
  const total = pricesOf(check, currency);
  const excluded = Object.entries(check.excluded).sort(([, one], [, two]) => two - one);
  return (
    <section className={classes.check} aria-label={t("campaigns.reach")} aria-live="polite">
      <Whom check={check} revision={revision} />
      <Facts items={check.reached.map((people, at) => [nameOf(plan.channels[at]?.channel_id ?? ""), <Priced key={at} count={t("campaigns.reach.people", { count: people })} prices={pricesOf(check, currency, at)} />])} />
      {check.done && (
        <div className={classes.totalPrice}>
          <Facts items={[[t("campaigns.price.total"), <Priced key="total" count={t("campaigns.reach.messages", { count: messagesOf(check) })} prices={total} />]]} />
        </div>
      )}
      {check.done && total === null && <SetPrices />}
      {check.control > 0 && <p>{t("campaigns.reach.control", { count: check.control })}</p>}
      {check.put_off > 0 && <p>{t("campaigns.reach.put_off", { count: check.put_off })}</p>}
      {excluded.length > 0 && (
        <>
          <h3 className={classes.subtitle}>{t("campaigns.excluded")}</h3>
          <Facts items={excluded.map(([code, people]) => [sayCode(code, i18n), format.number(people)])} />
        </>
      )}
    </section>
  );
}

/** How many of how many, and how fresh that is; while it is being counted, how far it is. */
function Whom({ check, revision }: { check: Check; revision: number }) {
  const { t } = useI18n();
  const format = useFormat();
  if (!check.done) {
    return (
      <>
        <p className={classes.big}>{t("campaigns.count.going")}</p>
        <p className={classes.about}>{t("campaigns.count.so_far", { count: check.audience })}</p>
      </>
    );
  }
  return (
    <>
      <p className={classes.big}>
        {format.number(peopleOf(check))} <span className={classes.about}>{t("campaigns.reach.of", { count: check.audience })}</span>
      </p>
      <p className={classes.about}>
        {t(check.revision === revision ? "campaigns.count.at" : "campaigns.count.stale")} <TimeAgo at={check.at} />
      </p>
    </>
  );
}

/** How many, and below it a line for each currency they are paid in. */
function Priced({ count, prices }: { count: string; prices: Estimate[] | null }) {
  const t = useT();
  return (
    <span className={classes.priced}>
      <span>{count}</span>
      {prices === null ? <span>{t("campaigns.price.unknown")}</span> : prices.map((one) => <Price key={one.currency} estimate={one} />)}
    </span>
  );
}

/** "около 3 537 ₽ (от 3 341 ₽ до 3 732 ₽)"; the range goes to a line of its own whole. */
function Price({ estimate: { currency, micros, low, high } }: { estimate: Estimate }) {
  const { t, locale } = useI18n();
  if (low === high) return <span>{money(micros, currency, locale)}</span>;
  const say = (value: number) => roughly(value, currency, locale);
  return (
    <span>
      {t("campaigns.price.about", { price: say(micros) })} <span className={classes.range}>{t("campaigns.price.range", { low: say(low), high: say(high) })}</span>
    </span>
  );
}
