/** The moments an answer is usually put off to, on the person's own clock, and how a moment is said. Pure. */
import { HOURS } from "@/shared/format";
import type { I18n, Key } from "@/shared/i18n";

export interface PlannedChoice {
  title: Key;
  at: Date;
}

const MORNING_HOUR = 9;
const AFTERNOON_HOUR = 14;
const EVENING_HOUR = 18;
const MONDAY = 1;
const HOUR_MS = 3_600_000;

/** Each once and in the future, the soonest first: on Sunday "tomorrow" already says "on Monday". */
export function plannedChoices(now: Date): PlannedChoice[] {
  const day = (days: number, hour: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour);
  const toMonday = (MONDAY + 7 - now.getDay()) % 7 || 7;
  const choices: PlannedChoice[] = [
    { title: "planned.quick.hour", at: new Date(now.getTime() + HOUR_MS) },
    { title: "planned.quick.evening", at: day(0, EVENING_HOUR) },
    { title: "planned.quick.tomorrow", at: day(1, MORNING_HOUR) },
    { title: "planned.quick.afternoon", at: day(1, AFTERNOON_HOUR) },
    { title: "planned.quick.monday", at: day(toMonday, MORNING_HOUR) },
  ];
  const soonest = choices.filter(({ at }) => at > now).sort((left, right) => left.at.getTime() - right.at.getTime());
  return soonest.filter(({ at }, index) => soonest.findIndex((other) => other.at.getTime() === at.getTime()) === index);
}

/** «чт, 26 ноября, 09:00»: the weekday, because people plan by it. */
export function sayMoment(at: Date, locale: I18n["locale"]): string {
  return new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", month: "long", hour: HOURS[locale], minute: "2-digit" }).format(at);
}
