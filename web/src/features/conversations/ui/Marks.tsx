/** Labels, priority, snooze and the time that runs: what a row shows beside the words. */
import { useFormat } from "@/shared/format";
import { useNow } from "@/shared/format/useNow";
import { useT } from "@/shared/i18n";
import { Icon } from "@/shared/ui/icons";
import type { ConversationRow, Label, Priority } from "@/shared/api/types";
import { useLabelsOf } from "@/features/conversations/api/labels";
import { dueOf } from "@/features/conversations/due";
import classes from "@/features/conversations/ui/Marks.module.css";

const PRIORITY_SIGNS: Record<Priority, string> = { urgent: "!!", high: "!", normal: "–", low: "↓" };
const SHOWN_MAX = 2;

/** What there is to know of a conversation at a glance. */
export function StateMarks({ of: { priority, bad_rating_at, snoozed_until } }: { of: ConversationRow }) {
  return (
    <>
      {priority !== "normal" && <PriorityMark priority={priority} />}
      {bad_rating_at && <RatedBadlyMark />}
      {snoozed_until && <SnoozeMark until={snoozed_until} />}
    </>
  );
}

export function LabelDot({ colour }: { colour: Label["colour"] }) {
  return <span className={classes.dot} data-colour={colour} aria-hidden="true" />;
}

export function LabelChips({ ids }: { ids: readonly string[] }) {
  const labels = useLabelsOf(ids);
  if (labels.length === 0) return null;
  return (
    <span className={classes.chips} title={labels.map(({ name }) => name).join(", ")}>
      {labels.slice(0, SHOWN_MAX).map(({ id, name, colour }) => (
        <span key={id} className={classes.chip}>
          <LabelDot colour={colour} />
          <span className={classes.chipName}>{name}</span>
        </span>
      ))}
      {labels.length > SHOWN_MAX && <span className={classes.chip}>+{labels.length - SHOWN_MAX}</span>}
    </span>
  );
}

export function PriorityMark({ priority }: { priority: Priority }) {
  const t = useT();
  return (
    <span className={classes.priority} data-priority={priority} title={t(`priority.${priority}`)}>
      <span aria-hidden="true">{PRIORITY_SIGNS[priority]}</span>
      <span className="unseen">{t(`priority.${priority}`)}</span>
    </span>
  );
}

/** The customer said, when asked, that they were helped badly. */
function RatedBadlyMark() {
  const t = useT();
  return (
    <span className={classes.rated} title={t("inbox.rated_badly")}>
      <Icon name="frown" size={14} />
      <span className="unseen">{t("inbox.rated_badly")}</span>
    </span>
  );
}

export function SnoozeMark({ until }: { until: string }) {
  const t = useT();
  const format = useFormat();
  const today = new Date(until).toDateString() === new Date().toDateString();
  return (
    <span className={classes.snooze} title={t("snooze.until", { when: format.exact(until) })}>
      <Icon name="clock" size={12} />
      <span className="unseen">{t("snooze.until", { when: "" })}</span>
      {today ? format.clock(until) : format.date(until)}
    </span>
  );
}

/** What is due and when, in words: how much time is left, or by how much it is over. */
export function DueMark({ row }: { row: ConversationRow }) {
  const t = useT();
  const format = useFormat();
  const now = useNow();
  const due = dueOf(row, now);
  if (!due) return null;
  const what = due.promised ? "promise" : "target";
  const left = (new Date(due.at).getTime() - now.getTime()) / 1000;
  const duration = format.durationShort(Math.abs(left));
  const said = t(`due.${what}.${due.tone === "broken" ? "broken" : "running"}`, { when: format.exact(due.at) });
  return (
    <span className={classes.due} data-due data-tone={due.tone} title={said}>
      <Icon name={due.tone === "broken" ? "alert" : "clock"} size={13} />
      <span className="unseen">{said}</span>
      <span aria-hidden="true" className={classes.dueWords}>{t(left > 0 ? "due.left" : "due.over", { duration })}</span>
      <span aria-hidden="true" className={classes.dueShort}>{left > 0 ? duration : `−${duration}`}</span>
    </span>
  );
}

/** Fills from the wait's beginning to the promise or the target; says in words what its colour says. */
export function DueBar({ row }: { row: ConversationRow }) {
  const t = useT();
  const format = useFormat();
  const due = dueOf(row, useNow());
  if (!due) return null;
  const said = t(`due.${due.promised ? "promise" : "target"}.${due.tone === "broken" ? "broken" : "running"}`, { when: format.exact(due.at) });
  return (
    <span className={classes.bar} data-tone={due.tone} title={said}>
      <span className={classes.fill} style={{ width: `${due.share * 100}%` }} />
      <span className="unseen">{said}</span>
    </span>
  );
}
