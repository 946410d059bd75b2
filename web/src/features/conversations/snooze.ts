/** The moments a conversation is usually put off to, on the person's own clock. Pure. */
import type { Key } from "@/shared/i18n";

export interface SnoozeChoice {
  title: Key;
  at: Date;
}

const EVENING_HOUR = 18;
const MORNING_HOUR = 9;
const HOURS_LATER = 3;
const MONDAY = 1;

/** Each once and in the future, the soonest first: "this evening" is gone in the evening. */
export function snoozeChoices(now: Date): SnoozeChoice[] {
  const day = (days: number, hour: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour);
  const toMonday = (MONDAY + 7 - now.getDay()) % 7 || 7;
  const choices: SnoozeChoice[] = [
    { title: "snooze.later", at: new Date(now.getTime() + HOURS_LATER * 3_600_000) },
    { title: "snooze.evening", at: day(0, EVENING_HOUR) },
    { title: "snooze.tomorrow", at: day(1, MORNING_HOUR) },
    { title: "snooze.monday", at: day(toMonday, MORNING_HOUR) },
    { title: "snooze.week", at: day(7, MORNING_HOUR) },
  ];
  const soonest = choices.filter(({ at }) => at > now).sort((left, right) => left.at.getTime() - right.at.getTime());
  return soonest.filter(({ at }, index) => soonest.findIndex((other) => other.at.getTime() === at.getTime()) === index);
}
