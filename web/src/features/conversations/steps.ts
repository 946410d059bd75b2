/** Where `j` and `k` lead: beside the marked row, and where it was, once it is gone from the list. Pure. */

export interface Place {
  id: string | undefined;
  at: number;
}

/** The place of a row, and the one it last had when it has none any more; -1 for a row that was never here. */
export function placeOf(rows: readonly { id: string }[], id: string | undefined, before: Place): Place {
  const at = rows.findIndex((row) => row.id === id);
  if (at === -1 && before.id === id) return before;
  return before.id === id && before.at === at ? before : { id, at };
}

/** The row so many steps on: what stood below a row that is gone stands in its place by now. */
export function stepped(rows: readonly { id: string }[], { id, at }: Place, by: 1 | -1): string | undefined {
  const gone = rows[at]?.id !== id;
  const next = gone && by === 1 ? at : at + by;
  return rows[Math.max(0, Math.min(rows.length - 1, next))]?.id;
}
