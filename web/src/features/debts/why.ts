/** The sentence of a debt: why it is one, with its moments said. Pure. */
import type { Format } from "@/shared/format";
import type { I18n } from "@/shared/i18n";
import type { Debt } from "@/shared/api/types";

export type Urgency = "overdue" | "today" | "later";

export function urgencyOf({ due_at: due }: Pick<Debt, "due_at">, now: Date, dayEnds: Date): Urgency {
  if (due === null) return "today";
  if (new Date(due) <= now) return "overdue";
  return new Date(due) <= dayEnds ? "today" : "later";
}

/** Time of day today, else with the date. */
export function sayMoment(at: string, now: Date, format: Pick<Format, "clock" | "date">): string {
  const sameDay = new Date(at).toDateString() === now.toDateString();
  return sameDay ? format.clock(at) : `${format.date(at)}, ${format.clock(at)}`;
}

export function sayWhy(debt: Pick<Debt, "why" | "due_at" | "since" | "params">, now: Date, format: Pick<Format, "clock" | "date" | "durationShort">, { byCode }: Pick<I18n, "byCode">): string {
  const { promised } = debt.params as { promised?: string };
  const due = (debt.why.startsWith("promise") ? promised : undefined) ?? debt.due_at;
  const age = format.durationShort(Math.max(0, (now.getTime() - new Date(debt.since).getTime()) / 1000));
  const { count = 0 } = debt.params as { count?: number };
  return byCode("debts.why", debt.why, { due: due ? sayMoment(due, now, format) : "", age, count }) ?? debt.why;
}

/** Where the mark goes by a key: to the neighbour, and to the nearest left when the marked one is gone. */
export function neighbour(ids: readonly string[], marked: { id: string; at: number } | null, by: number): { id: string; at: number } | null {
  if (ids.length === 0) return null;
  const found = marked ? ids.indexOf(marked.id) : -1;
  const from = found >= 0 ? found + by : marked ? marked.at + Math.min(by, 0) : by > 0 ? 0 : ids.length - 1;
  const at = Math.min(Math.max(from, 0), ids.length - 1);
  return { id: ids[at] ?? "", at };
}
