import { useI18n } from "@/shared/i18n";
import type { Interval } from "@/shared/api/types";
import { Day } from "@/features/schedule/ui/Day";
import classes from "@/features/schedule/ui/Week.module.css";

/** 5 January 1970 was a Monday. */
const MONDAY_MS = 4 * 86_400_000;

export function Week({ week, onChange }: { week: Interval[][]; onChange: (week: Interval[][]) => void }) {
  const { locale } = useI18n();
  const names = new Intl.DateTimeFormat(locale, { weekday: "long", timeZone: "UTC" });
  return (
    <ul className={classes.week}>
      {week.map((day, index) => {
        const name = names.format(MONDAY_MS + index * 86_400_000);
        return (
          <li key={name} className={classes.day}>
            <span className={classes.name}>{name}</span>
            <Day name={name} intervals={day} onChange={(intervals) => onChange(week.with(index, intervals))} />
          </li>
        );
      })}
    </ul>
  );
}
