/** Hours of a week as people choose and read them. */
import type { OpenSpan } from "@/shared/api/types";

export type Week = (OpenSpan | null)[];

export const DAY_MINUTES = 24 * 60;
export const USUAL: OpenSpan = { opens: 9 * 60, closes: 21 * 60 };
const STEP_MINUTES = 30;

/** 09:00; the day's end is 24:00. */
export function clockOf(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** Every half an hour, and whatever else was chosen by the API. */
export function choices(chosen: number, from: number, to: number): number[] {
  const steps = Array.from({ length: DAY_MINUTES / STEP_MINUTES + 1 }, (_, step) => step * STEP_MINUTES);
  return [...new Set([...steps.filter((value) => value >= from && value <= to), chosen])].sort((one, other) => one - other);
}

/** Days that follow one another with the same hours, as runs: [first, last, hours]. */
export function runs(week: Week): [number, number, OpenSpan | null][] {
  const found: [number, number, OpenSpan | null][] = [];
  for (const [at, span] of week.entries()) {
    const last = found.at(-1);
    if (last && last[2]?.opens === span?.opens && last[2]?.closes === span?.closes) last[1] = at;
    else found.push([at, at, span]);
  }
  return found;
}

export function isAlways(week: Week): boolean {
  return week.every((span) => span?.opens === 0 && span.closes === DAY_MINUTES);
}

/** A moment at the person's own clock. */
export function toldIn(zone: string, locale: string, at: string): string {
  return new Intl.DateTimeFormat(locale, { timeZone: zone, weekday: "short", day: "numeric", month: "long", hour: locale === "ru" ? "2-digit" : "numeric", minute: "2-digit" }).format(new Date(at));
}
