import { useSyncExternalStore } from "react";

const TICK_MS = 5_000;

let now = new Date();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = new Date();
    listeners.forEach((tell) => tell());
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** One clock for the whole screen, so that a hundred rows do not keep a hundred timers. */
export function useNow(): Date {
  return useSyncExternalStore(subscribe, () => now);
}
