/** Small decisions about hours: what a new interval looks like, what is wrong with a day, how the week sounds. Pure. */
import type { Interval } from "@/shared/api/types";

export const USUAL: Interval = { opens: "09:00", closes: "18:00" };
const INTERVALS_MAX = 6;

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
