/** When one may write by a kind of channel: a line to read, seven days to change. */
import { Select, Switch } from "@mantine/core";
import { useI18n } from "@/shared/i18n";
import type { OpenSpan } from "@/shared/api/types";
import { choices, clockOf, DAY_MINUTES, isAlways, runs, USUAL, type Week } from "@/features/contact_policy/hours";
import classes from "@/features/contact_policy/ui/Policy.module.css";

/** 5 January 1970 was a Monday. */
const MONDAY_MS = 4 * 86_400_000;
const DAY_MS = 86_400_000;

export function HoursOf({ name, week, onChange }: { name: string; week: Week; onChange: (week: Week) => void }) {
  const { t, locale } = useI18n();
  const long = new Intl.DateTimeFormat(locale, { weekday: "long", timeZone: "UTC" });
  return (
    <details className={classes.hours}>
      <summary>
        <span className={classes.name}>{name}</span>
        <span className={classes.told}>{useTold(week)}</span>
      </summary>
      <ul className={classes.week}>
        {week.map((span, at) => {
          const day = long.format(MONDAY_MS + at * DAY_MS);
          return (
            <li key={day} className={classes.day}>
              <Switch label={day} aria-label={t("contact_policy.hours.on", { day, name })} checked={span !== null} onChange={(event) => onChange(week.with(at, event.currentTarget.checked ? USUAL : null))} />
              {span ? <Span label={`${name}, ${day}`} span={span} onChange={(value) => onChange(week.with(at, value))} /> : <span className={classes.silent}>{t("contact_policy.hours.silent")}</span>}
            </li>
          );
        })}
      </ul>
    </details>
  );
}

function Span({ label, span, onChange }: { label: string; span: OpenSpan; onChange: (span: OpenSpan) => void }) {
  const { t } = useI18n();
  const options = (values: number[]) => values.map((value) => ({ value: String(value), label: clockOf(value) }));
  return (
    <span className={classes.span}>
      <Select aria-label={t("contact_policy.hours.from", { label })} allowDeselect={false} w={96} value={String(span.opens)} data={options(choices(span.opens, 0, span.closes - 1))} onChange={(value) => value && onChange({ ...span, opens: Number(value) })} />
      <span aria-hidden="true">–</span>
      <Select aria-label={t("contact_policy.hours.to", { label })} allowDeselect={false} w={96} value={String(span.closes)} data={options(choices(span.closes, span.opens + 1, DAY_MINUTES))} onChange={(value) => value && onChange({ ...span, closes: Number(value) })} />
    </span>
  );
}

/** "пн–пт 09:00–21:00, сб–вс тихо". */
function useTold(week: Week): string {
  const { t, locale } = useI18n();
  if (isAlways(week)) return t("contact_policy.hours.always");
  const short = new Intl.DateTimeFormat(locale, { weekday: "short", timeZone: "UTC" });
  const day = (at: number) => short.format(MONDAY_MS + at * DAY_MS);
  const said = (span: OpenSpan | null) => (span ? `${clockOf(span.opens)}–${clockOf(span.closes)}` : t("contact_policy.hours.silent"));
  return runs(week)
    .map(([first, last, span]) => `${first === last ? day(first) : `${day(first)}–${day(last)}`} ${said(span)}`)
    .join(", ");
}
