/** How many it reaches, by which channel, who is left out and why, and what it costs. */
import classes from "@/features/campaigns/ui/Campaigns.module.css";
import { sayCode } from "@/features/campaigns/words";
import { useChannels } from "@/features/delivery";
import { SetPrices } from "@/features/prices";
import type { CampaignPlan, CampaignReview } from "@/shared/api/types";
import { useFormat } from "@/shared/format";
import { money } from "@/shared/format/money";
import { useI18n } from "@/shared/i18n";
import { Facts } from "@/shared/ui/layout";
import { TimeAgo } from "@/shared/ui/TimeAgo";

type Check = NonNullable<CampaignReview["check"]>;

export function CheckFigures({ plan, review, revision }: { plan: CampaignPlan; review: CampaignReview | undefined; revision: number }) {
  const i18n = useI18n();
  const { t } = i18n;
  const format = useFormat();
  const check = review?.check;
  const names = new Map((useChannels().data ?? []).map(({ id, name }) => [id, name]));
  if (!check) return <p className={classes.about}>{t("campaigns.count.never")}</p>;
  if (!check.done && check.revision !== revision) return <p className={classes.about}>{t("campaigns.count.broken")}</p>;
  const excluded = Object.entries(check.excluded).sort(([, one], [, two]) => two - one);
  return (
    <section className={classes.check} aria-label={t("campaigns.reach")} aria-live="polite">
      <Whom check={check} revision={revision} />
      <Facts items={check.reached.map((people, index) => [names.get(plan.channels[index]?.channel_id ?? "") ?? t("campaigns.channel.gone"), [t("campaigns.reach.people", { count: people }), people > 0 && sayPrice(check, index, i18n)].filter(Boolean).join(" · ")])} />
      {check.done && <p className={classes.totalPrice}>{sayTotal(check, i18n)}</p>}
      {check.done && check.prices.some(unpriced) && <SetPrices />}
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
        {format.number(check.reached.reduce((sum, one) => sum + one, 0))} <span className={classes.about}>{t("campaigns.reach.of", { count: check.audience })}</span>
      </p>
      <p className={classes.about}>
        {t(check.revision === revision ? "campaigns.count.at" : "campaigns.count.stale")} <TimeAgo at={check.at} />
      </p>
    </>
  );
}

/** Somebody gets a message by this channel, and nobody said what it costs. */
function unpriced({ messages, micros }: Check["prices"][number]): boolean {
  return messages > 0 && micros === null;
}

/** Of all channels; by currency where they are paid in several. */
function sayTotal({ prices }: Check, { t, locale }: ReturnType<typeof useI18n>): string {
  const used = prices.filter(({ messages }) => messages > 0);
  if (used.some(unpriced)) return t("campaigns.price.total_unknown");
  const sums = new Map<string, { micros: number; low: number; high: number }>();
  for (const { currency, micros, low, high } of used) {
    const sum = sums.get(currency) ?? { micros: 0, low: 0, high: 0 };
    sums.set(currency, { micros: sum.micros + (micros ?? 0), low: sum.low + (low ?? 0), high: sum.high + (high ?? 0) });
  }
  const said = [...sums].map(([currency, { micros, low, high }]) => {
    const say = (value: number) => money(value, currency, locale);
    return low === high ? say(micros) : t("campaigns.price.about", { price: say(micros), low: say(low), high: say(high) });
  });
  return t("campaigns.price.total", { price: said.join(" + ") || money(0, "", locale) });
}

/** "≈ 1 234 ₽ (from … to …)", by currency where it is paid in several; where nobody said a price, that. */
function sayPrice(check: Check, index: number, i18n: ReturnType<typeof useI18n>): string {
  const mine = check.prices.filter(({ channel }) => channel === index);
  return mine.map((price) => sayOne(price, i18n)).join(" + ") || i18n.t("campaigns.price.unknown");
}

function sayOne(price: Check["prices"][number], { t, locale }: ReturnType<typeof useI18n>): string {
  if (price.micros === null) return t("campaigns.price.unknown");
  const say = (micros: number) => money(micros, price.currency, locale);
  if (price.exact || price.low === price.high) return say(price.micros);
  return t("campaigns.price.about", { price: say(price.micros), low: say(price.low ?? 0), high: say(price.high ?? 0) });
}
