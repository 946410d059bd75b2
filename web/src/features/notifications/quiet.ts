/** The same rule as the server's (domains/notifications/rules.py): quiet by the person's own clock. */
import type { PushChoice } from "@/shared/api/types";

export function isQuiet(choice: Pick<PushChoice, "quiet" | "quiet_from" | "quiet_to" | "time_zone">, at: Date): boolean {
  const { quiet, quiet_from: from, quiet_to: to } = choice;
  if (!quiet || from === to) return false;
  const minute = minuteOf(at, choice.time_zone);
  return from < to ? from <= minute && minute < to : minute >= from || minute < to;
}

function minuteOf(at: Date, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone }).formatToParts(at);
  const value = (type: string) => Number(parts.find((part) => part.type === type)?.value ?? 0);
  return value("hour") * 60 + value("minute");
}
