/** One month as a grid: arrows move by days and weeks, Page Up and Page Down by months (WAI-ARIA APG, date picker dialog). */
import { useEffect, useRef, useState } from "react";
import { useI18n, type I18n } from "@/shared/i18n";
import { daysIn, daysLater, monthsLater, weekdayOf, type Wall } from "@/shared/format/zoned";
import { IconButton } from "@/shared/ui/IconButton";
import classes from "@/shared/ui/MomentPicker.module.css";

interface Props {
  chosen: Wall | null;
  today: Wall;
  isOut: (day: Wall) => boolean;
  onPick: (day: Wall) => void;
}

export function Month({ chosen, today, isOut, onPick }: Props) {
  const { t, locale } = useI18n();
  const [active, setActive] = useState(chosen ?? today);
  const focusDue = useRef(false);
  const grid = useRef<HTMLTableElement>(null);
  useEffect(() => {
    if (focusDue.current) grid.current?.querySelector<HTMLElement>("[tabindex='0']")?.focus();
    focusDue.current = false;
  }, [active]);
  const move = (event: React.KeyboardEvent) => {
    const to = moved(event.key, active, firstWeekday(locale));
    if (!to) return;
    event.preventDefault();
    focusDue.current = true;
    setActive(to);
  };
  const pick = (day: Wall) => {
    setActive(day);
    onPick(day);
  };
  return (
    <div>
      <div className={classes.head}>
        <IconButton icon="back" label={t("datetime.previous_month")} onClick={() => setActive(monthsLater(active, -1))} />
        <span className={classes.title} aria-live="polite">
          {say(active, locale, { month: "long", year: "numeric" })}
        </span>
        <IconButton icon="forward" label={t("datetime.next_month")} onClick={() => setActive(monthsLater(active, 1))} />
      </div>
      <table ref={grid} role="grid" className={classes.grid} aria-label={say(active, locale, { month: "long", year: "numeric" })}>
        <Weekdays days={weekOf(active, locale)} />
        <tbody>
          {weeksOf(active, locale).map((week) => (
            <tr key={keyOf(week[0])}>
              {week.map((day) => (
                <td key={keyOf(day)} aria-selected={chosen !== null && keyOf(chosen) === keyOf(day)} data-other={day.month !== active.month || undefined}>
                  <button
                    type="button"
                    tabIndex={keyOf(day) === keyOf(active) ? 0 : -1}
                    data-autofocus={keyOf(day) === keyOf(active) || undefined}
                    aria-disabled={isOut(day) || undefined}
                    aria-label={say(day, locale, { weekday: "long", day: "numeric", month: "long" })}
                    aria-current={keyOf(day) === keyOf(today) ? "date" : undefined}
                    onKeyDown={move}
                    onClick={() => !isOut(day) && pick(day)}
                  >
                    {day.day}
                  </button>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Weekdays({ days }: { days: Wall[] }) {
  const { locale } = useI18n();
  return (
    <thead>
      <tr>
        {days.map((day) => (
          <th key={weekdayOf(day)} scope="col" abbr={say(day, locale, { weekday: "long" })}>
            {say(day, locale, { weekday: "short" })}
          </th>
        ))}
      </tr>
    </thead>
  );
}

/** The week starts on Monday in Russian, on Sunday in (American) English. */
function firstWeekday(locale: I18n["locale"]): number {
  return locale === "ru" ? 0 : 6;
}

function weekStart(day: Wall, first: number): Wall {
  return daysLater(day, -((weekdayOf(day) - first + 7) % 7));
}

function weekOf(day: Wall, locale: I18n["locale"]): Wall[] {
  const start = weekStart(day, firstWeekday(locale));
  return Array.from({ length: 7 }, (_, index) => daysLater(start, index));
}

function weeksOf(active: Wall, locale: I18n["locale"]): [Wall, ...Wall[]][] {
  const start = weekStart({ ...active, day: 1 }, firstWeekday(locale));
  const end = { ...active, day: daysIn(active.year, active.month) };
  const weeks: [Wall, ...Wall[]][] = [];
  for (let day = start; keyOf(day) <= keyOf(end); day = daysLater(day, 7)) weeks.push(weekOf(day, locale) as [Wall, ...Wall[]]);
  return weeks;
}

function moved(key: string, from: Wall, first: number): Wall | null {
  const days = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }[key];
  if (days) return daysLater(from, days);
  if (key === "PageUp" || key === "PageDown") return monthsLater(from, key === "PageUp" ? -1 : 1);
  if (key === "Home") return weekStart(from, first);
  return key === "End" ? daysLater(weekStart(from, first), 6) : null;
}

function keyOf({ year, month, day }: Wall): number {
  return (year * 100 + month) * 100 + day;
}

function say(day: Wall, locale: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" }).format(Date.UTC(day.year, day.month - 1, day.day));
}
