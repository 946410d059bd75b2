/** The conversations chosen for one change: one by one, or from the last one chosen to this one with Shift. */
import { useCallback, useRef, useState } from "react";
import type { ConversationRow } from "@/shared/api/types";
import { CHANGED_AT_ONCE } from "@/features/conversations/api/changes";

export interface Chosen {
  rows: ConversationRow[];
  has: (id: string) => boolean;
  toggle: (id: string, range: boolean) => void;
  clear: () => void;
}

const NOBODY: ReadonlySet<string> = new Set();

/** The ids from one row to another, both included. */
export function between(ids: readonly string[], from: string, to: string): string[] {
  const [start, end] = [ids.indexOf(from), ids.indexOf(to)].sort((left, right) => left - right) as [number, number];
  return start < 0 ? [to] : ids.slice(start, end + 1);
}

export function useChosen(rows: ConversationRow[]): Chosen {
  const [ids, setIds] = useState(NOBODY);
  const last = useRef<string>(undefined);
  const shown = useRef(rows);
  shown.current = rows;
  const toggle = useCallback((id: string, range: boolean) => {
    setIds((old) => {
      const touched = range && last.current ? between(shown.current.map((row) => row.id), last.current, id) : [id];
      const next = new Set(old);
      const on = range || !old.has(id);
      for (const one of touched) if (on) next.add(one);
      else next.delete(one);
      last.current = id;
      return new Set([...next].slice(0, CHANGED_AT_ONCE));
    });
  }, []);
  const clear = useCallback(() => setIds(NOBODY), []);
  return { rows: rows.filter(({ id }) => ids.has(id)), has: (id) => ids.has(id), toggle, clear };
}
