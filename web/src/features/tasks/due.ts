/** Deadlines as they are shown and chosen. Pure. */
import { atHour, nextWeekday, ownZone, wallOf } from "@/shared/format/zoned";
import type { Key } from "@/shared/i18n";
import type { Task } from "@/shared/api/types";

export type Urgency = "overdue" | "today" | "later";

const MORNING = 10;
const EVENING = 18;
const MONDAY = 0;

/** A day without a time is today's until the server's midnight, whatever zone the person sits in. */
export function urgencyOf({ due_at: at, due_on: day }: Pick<Task, "due_at" | "due_on">, now: Date, zone = ownZone()): Urgency {
  if (new Date(at) <= now) return "overdue";
  return (day ?? dayOf(new Date(at), zone)) <= dayOf(now, zone) ? "today" : "later";
}

/** 2026-11-25 on the wall of the zone. */
export function dayOf(at: Date, zone = ownZone()): string {
  const { year, month, day } = wallOf(at, zone);
  return [year, month, day].map((part) => String(part).padStart(2, "0")).join("-");
}

/** Noon of a day without a time: the same day in every reading of it. */
export function noonOf(day: string): Date {
  return new Date(`${day}T12:00:00`);
}

export interface DueChoice {
  title: Key;
  at: Date;
}

/** When something is usually promised, the soonest first; what is over is not offered. */
export function dueChoices(now: Date, zone = ownZone()): DueChoice[] {
  const choices: DueChoice[] = [
    { title: "tasks.due.evening", at: atHour(now, { days: 0, hour: EVENING, zone }) },
    { title: "tasks.due.tomorrow", at: atHour(now, { days: 1, hour: MORNING, zone }) },
    { title: "tasks.due.monday", at: nextWeekday(now, { weekday: MONDAY, hour: MORNING, zone }) },
    { title: "tasks.due.week", at: atHour(now, { days: 7, hour: MORNING, zone }) },
  ];
  const ahead = choices.filter(({ at }) => at > now).sort((left, right) => left.at.getTime() - right.at.getTime());
  return ahead.filter(({ at }, index) => ahead.findIndex((other) => other.at.getTime() === at.getTime()) === index);
}
