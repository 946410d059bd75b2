/** What the person did and bought: their place by RFM, what it comes to, and the events themselves. */
import { useState } from "react";
import { useFormat } from "@/shared/format";
import { sum } from "@/shared/format/money";
import { useI18n, useT } from "@/shared/i18n";
import { Status } from "@/shared/ui/Status";
import { More } from "@/shared/ui/More";
import { Failure, SkeletonRows } from "@/shared/ui/states";
import { TimeAgo } from "@/shared/ui/TimeAgo";
import type { Fact, PersonActivity } from "@/shared/api/types";
import { useFacts, usePersonActivity } from "@/features/activity/api/activity";
import { useFactWords } from "@/features/activity/ui/useFactWords";
import { usePropertyWords } from "@/features/activity/ui/usePropertyWords";
import { useRhythmWords } from "@/features/activity/ui/useRhythmWords";
import classes from "@/features/activity/ui/PersonFacts.module.css";

export default function PersonFacts({ contactId }: { contactId: string }) {
  const t = useT();
  const query = usePersonActivity(contactId);
  const [name, setName] = useState<string | null>(null);
  if (query.isPending) return <SkeletonRows rows={3} height={20} />;
  if (query.isLoadingError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const { totals, standing, moves } = query.data;
  if (totals.length === 0 && moves.length === 0) return <p className={classes.quiet}>{t("facts.none")}</p>;
  return (
    <div className={classes.stack}>
      {(standing || moves.length > 0) && <Standing activity={query.data} />}
      {query.data.rhythm && <Rhythm rhythm={query.data.rhythm} />}
      <Totals activity={query.data} chosen={name} onChoose={setName} />
      <Events contactId={contactId} name={name} />
    </div>
  );
}

/** Where they stand, and how they came there: whoever was joined or parted stands nowhere until the night. */
function Standing({ activity: { standing, moves } }: { activity: PersonActivity }) {
  const { t, byCode } = useI18n();
  const known = standing ? 1 : 0;
  return (
    <div className={classes.standing}>
      {standing && (
        <>
          <strong>{byCode("rfm.group", standing.group)}</strong>
          {standing.level && <span className={classes.level}>{standing.level}</span>}
          <span className={classes.quiet}>{t("rfm.place", { recency: standing.recency, frequency: standing.frequency, money: standing.money })}</span>
        </>
      )}
      {moves.length > known && <Moves moves={moves} />}
    </div>
  );
}

/** How often they buy, and a calm mark where they are late by that. */
function Rhythm({ rhythm }: { rhythm: NonNullable<PersonActivity["rhythm"]> }) {
  const t = useT();
  const words = useRhythmWords();
  return (
    <p className={classes.rhythm}>
      <span>{t("rhythm.says", { every: words.every(rhythm.every_seconds), ago: words.ago(rhythm.every_seconds * rhythm.times) })}</span>
      {rhythm.late && <Status tone="soon">{t("rhythm.late", { times: words.times(rhythm.times) })}</Status>}
    </p>
  );
}

function Moves({ moves }: Pick<PersonActivity, "moves">) {
  const { t, byCode } = useI18n();
  const format = useFormat();
  return (
    <details>
      <summary>{t("rfm.history")}</summary>
      <ol className={classes.moves}>
        {moves.map((move, place) => (
          <li key={place}>
            <span>{move.group ? byCode("rfm.group", move.group) : t("rfm.group.none")}</span>
            <span className={classes.quiet}>{format.date(move.at)}</span>
          </li>
        ))}
      </ol>
    </details>
  );
}

function Totals({ activity, chosen, onChoose }: { activity: PersonActivity; chosen: string | null; onChoose: (name: string | null) => void }) {
  const { t, locale } = useI18n();
  const words = useFactWords();
  return (
    <ul className={classes.totals} aria-label={t("facts.totals")}>
      {activity.totals.map((total) => (
        <li key={total.name}>
          <button type="button" className={classes.total} aria-pressed={chosen === total.name} onClick={() => onChoose(chosen === total.name ? null : total.name)}>
            <span className={classes.name}>{words(total.name)}</span>
            <span className={classes.count}>{t("facts.times", { count: total.count })}</span>
            {total.sum_minor !== 0 && <span className={classes.sum}>{sum(total.sum_minor, activity.currency, locale)}</span>}
            <TimeAgo at={total.last_at} />
          </button>
        </li>
      ))}
    </ul>
  );
}

function Events({ contactId, name }: { contactId: string; name: string | null }) {
  const facts = useFacts(contactId, name);
  if (facts.isPending) return <SkeletonRows rows={3} height={18} />;
  if (facts.isLoadingError) return <Failure error={facts.error} retry={() => void facts.refetch()} />;
  return (
    <>
      <ol className={classes.events}>
        {facts.data.pages.flatMap(({ items }) => items).map((fact) => (
          <Event key={fact.id} fact={fact} />
        ))}
      </ol>
      <More query={facts} />
    </>
  );
}

function Event({ fact }: { fact: Fact }) {
  const { locale } = useI18n();
  const words = useFactWords();
  const property = usePropertyWords(fact);
  const properties = Object.entries(fact.properties).map(([name, value]) => property(name, value)).filter(Boolean);
  return (
    <li className={classes.event}>
      <div className={classes.line}>
        <span className={classes.name}>{words(fact.name)}</span>
        {fact.amount_minor !== null && fact.currency !== null && <span className={classes.sum}>{sum(fact.amount_minor, fact.currency, locale)}</span>}
        <TimeAgo at={fact.at} />
      </div>
      {fact.lines.map((line, at) => (
        <div key={at} className={classes.product}>
          <span>{line.title || fact.titles[line.product] || line.product}</span>
          <span className={classes.quiet}>
            {line.quantity.toLocaleString(locale)} × {sum(line.price_minor, fact.currency ?? "RUB", locale)}
          </span>
        </div>
      ))}
      {properties.length > 0 && <p className={classes.quiet}>{properties.join(" · ")}</p>}
    </li>
  );
}
