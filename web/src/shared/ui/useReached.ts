import { useCallback, useMemo, useRef } from "react";

export interface Reached<Handle> {
  ref: (handle: Handle | null) => void;
  ask: (wish: (handle: Handle) => void) => void;
}

/** Reaches a part of the screen by its handle; the last thing wished before the part is drawn happens as soon as it is. */
export function useReached<Handle>(): Reached<Handle> {
  const reached = useRef<Handle | null>(null);
  const wished = useRef<((handle: Handle) => void) | null>(null);
  const ref = useCallback((handle: Handle | null) => {
    reached.current = handle;
    if (!handle) return;
    wished.current?.(handle);
    wished.current = null;
  }, []);
  const ask = useCallback((wish: (handle: Handle) => void) => {
    if (reached.current) wish(reached.current);
    else wished.current = wish;
  }, []);
  return useMemo(() => ({ ref, ask }), [ref, ask]);
}
