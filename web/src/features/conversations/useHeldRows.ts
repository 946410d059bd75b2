/** Nothing jumps under the pointer: while it is in the list, the order stands still and new rows wait to be let in. */
import { useState } from "react";
import type { ConversationRow } from "@/shared/api/types";

export interface HeldRows {
  rows: ConversationRow[];
  waiting: number;
  hold: () => void;
  release: () => void;
}

/** The frozen order with today's contents: rows that came since are counted, rows that left stay until released,
 *  rows of further pages are let in at the end, where nothing jumps. */
export function heldOrder(frozen: readonly ConversationRow[], rows: readonly ConversationRow[]): { rows: ConversationRow[]; waiting: number } {
  const current = new Map(rows.map((row) => [row.id, row]));
  const known = new Set(frozen.map(({ id }) => id));
  const end = rows.findLastIndex(({ id }) => known.has(id));
  const waiting = rows.slice(0, Math.max(end, 0)).filter(({ id }) => !known.has(id)).length;
  const further = end === -1 ? [] : rows.slice(end + 1);
  return { rows: [...frozen.map((row) => current.get(row.id) ?? row), ...further], waiting };
}

export function useHeldRows(rows: ConversationRow[], identity: string): HeldRows {
  const [frozen, setFrozen] = useState<{ identity: string; rows: ConversationRow[] } | null>(null);
  const hold = () => setFrozen((old) => (old?.identity === identity ? old : { identity, rows }));
  const release = () => setFrozen(null);
  if (frozen?.identity !== identity) return { rows, waiting: 0, hold, release };
  return { ...heldOrder(frozen.rows, rows), hold, release };
}
