/** The week as a table, a row a day and a column an hour: the same for eyes and for whoever hears the screen. */
import type { ReactNode } from "react";
import { useI18n } from "@/shared/i18n";
import classes from "@/shared/ui/WeekMap.module.css";

export { classes as weekMap };

const DAYS = [0, 1, 2, 3, 4, 5, 6];
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
/** Monday, 5 January 2026: a week to take the days' names from. */
const MONDAY = Date.UTC(2026, 0, 5, 12);
const DAY_MS = 86_400_000;

interface Props {
  caption: string;
  /** Of the week, 0 being Monday's midnight: what stands there. */
  cell: (hour: number) => ReactNode;
  /** Only the hours of the day from the first in which there is something to the last; all without it. */
  used?: number[];
  /** Cells hold words, not only a colour. */
  worded?: boolean;
}

export function WeekMap({ caption, cell, used, worded = false }: Props) {
  const { t, locale } = useI18n();
  const name = new Intl.DateTimeFormat(locale, { weekday: "short", timeZone: "UTC" });
  const hours = used ? between(used.map((hour) => hour % 24)) : HOURS;
  return (
    <div className={classes.frame}>
      <table className={classes.map} data-worded={worded || undefined} data-few={used ? true : undefined}>
        <caption className="unseen">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">
              <span className="unseen">{t("speed.hour")}</span>
            </th>
            {hours.map((hour) => (
              <th key={hour} scope="col">
                {hour}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {DAYS.map((day) => (
            <tr key={day}>
              <th scope="row">{name.format(MONDAY + day * DAY_MS)}</th>
              {hours.map((hour) => (
                <td key={hour}>{cell(day * 24 + hour)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Without a gap: a day that jumps from four to ten is read wrong. */
function between(used: number[]): number[] {
  return HOURS.filter((hour) => hour >= Math.min(...used) && hour <= Math.max(...used));
}
