/** What the desk opens with: for whoever wants it, the morning view once a day, before anything else. */
import type { Me } from "@/shared/api/types";
import { recall, remember } from "@/shared/memory";

type Who = { operator: Pick<Me["operator"], "id" | "opens_with">; permissions: readonly string[] } | null | undefined;

/** `looking`: the address is only being prepared, nobody has come yet. */
export function firstScreen(me: Who, { looking = false } = {}): "/inbox" | "/debts" {
  const name = `morning.${me?.operator.id ?? ""}`;
  const today = new Date().toDateString();
  if (!isMorning(me, today, recall(name, ""))) return "/inbox";
  if (!looking) remember(name, today);
  return "/debts";
}

/** `last`: the day on which the morning view came first before. */
export function isMorning(me: Who, today: string, last: string): boolean {
  return me?.operator.opens_with === "morning" && me.permissions.includes("debts.read") && last !== today;
}
