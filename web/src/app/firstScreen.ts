/** What the desk opens with: for whoever wants it, the morning view once a day, before anything else. */
import type { Me } from "@/shared/api/types";
import { morning } from "@/features/debts";

type Who = { operator: Pick<Me["operator"], "id" | "opens_with">; permissions: readonly string[] } | null | undefined;

/** `looking`: the address is only being prepared, nobody has come yet. */
export function firstScreen(me: Who, { looking = false } = {}): "/inbox" | "/debts" {
  const now = new Date();
  if (!me || !isMorning(me, morning.isSeen(me.operator.id, now))) return "/inbox";
  if (!looking) morning.see(me.operator.id, now);
  return "/debts";
}

/** `seen`: the day's debts were looked at. */
export function isMorning(me: Who, seen: boolean): boolean {
  return me?.operator.opens_with === "morning" && me.permissions.includes("debts.read") && !seen;
}
