/** Small decisions about hours: what a new interval looks like, what is wrong with a day, how the week sounds. Pure. */
import type { Holiday, Hours, HoursException, Interval } from "@/shared/api/types";

export const USUAL: Interval = { opens: "09:00", closes: "18:00" };
const INTERVALS_MAX = 6;
const RANGE_MAX = 100;
const DAY_MS = 86_400_000;

/** After lunch for a second interval; nothing when the day is full. */
export function nextInterval(day: readonly Interval[]): Interval | null {
  const last = day.at(-1);
  if (!last) return USUAL;
  const from = minutesOf(last.closes) + 60;
  if (day.length >= INTERVALS_MAX || from >= 23 * 60 || last.closes < last.opens) return null;
  return { opens: clockOf(from), closes: clockOf(Math.min(from + 4 * 60, 24 * 60 - 1)) };
}

/** Whether the intervals of a day run into each other; one past midnight may only be the last. */
export function overlaps(day: readonly Interval[]): boolean {
  const spans = day.map(({ opens, closes }) => [minutesOf(opens), minutesOf(closes) + (closes <= opens ? 24 * 60 : 0)] as const);
  const sorted = spans.toSorted((left, right) => left[0] - right[0]);
  return sorted.some(([opens], index) => index > 0 && opens < (sorted[index - 1]?.[1] ?? 0));
}

/** "9" and "9.30" and "0930" are clocks too; null when it is none. */
export function readClock(typed: string): string | null {
  const [, hours = "", minutes = "0"] = /^\s*(\d{1,2})(?:[\s:.,]?(\d{2}))?\s*$/.exec(typed) ?? [];
  if (hours === "" || Number(minutes) > 59 || Number(hours) * 60 + Number(minutes) > 24 * 60) return null;
  return clockOf(Number(hours) * 60 + Number(minutes));
}

function minutesOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(":").map(Number);
  return hours * 60 + minutes;
}

function clockOf(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

/** What a date of the year is: as its weekday, an exception, a holiday, or the shorter day before one. */
export interface DayPlan {
  kind: "usual" | "exception" | "holiday" | "short";
  intervals: Interval[];
  /** The holiday's name or the exception's note. */
  name: string;
}

/** As the server decides it: an exception wins, then a holiday that is kept, then the short day, then the weekday. */
export function planOf(date: string, hours: Hours, holidays: readonly Holiday[]): DayPlan {
  const usual = hours.week[weekdayOf(date)] ?? [];
  const exception = hours.exceptions.find((one) => one.date === date);
  if (exception) return { kind: "exception", intervals: exception.intervals, name: exception.note };
  const found = holidays.find((one) => one.date === date);
  if (!found) return { kind: "usual", intervals: usual, name: "" };
  if (!found.short) return hours.holidays.overruled.includes(date) ? { kind: "usual", intervals: usual, name: found.name } : { kind: "holiday", intervals: [], name: found.name };
  const kept = hours.holidays.short_eves && !hours.holidays.overruled.includes(shifted(date, 1));
  return kept && usual.length > 0 ? { kind: "short", intervals: usual, name: found.name } : { kind: "usual", intervals: usual, name: "" };
}

/** Monday is 0. */
export function weekdayOf(date: string): number {
  return (new Date(`${date}T12:00:00Z`).getUTCDay() + 6) % 7;
}

export function shifted(date: string, days: number): string {
  return new Date(Date.parse(`${date}T12:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Every date from one to the other, both included; none when they are the wrong way round or too far apart. */
export function datesBetween(from: string, to: string): string[] {
  const count = Math.round((Date.parse(`${to}T12:00:00Z`) - Date.parse(`${from}T12:00:00Z`)) / DAY_MS) + 1;
  return count > 0 && count <= RANGE_MAX ? Array.from({ length: count }, (_, index) => shifted(from, index)) : [];
}

/** The same exception on many dates; what stood on them before gives way. */
export function withExceptions(items: readonly HoursException[], dates: readonly string[], one: Omit<HoursException, "date">): HoursException[] {
  const kept = items.filter(({ date }) => !dates.includes(date));
  return [...kept, ...dates.map((date) => ({ ...one, date }))].toSorted((left, right) => left.date.localeCompare(right.date));
}
