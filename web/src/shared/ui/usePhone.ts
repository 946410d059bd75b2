import { useSyncExternalStore } from "react";

const query = typeof matchMedia === "function" ? matchMedia("(width < 768px)") : null;

function subscribe(listener: () => void): () => void {
  query?.addEventListener("change", listener);
  return () => query?.removeEventListener("change", listener);
}

/** One pane at a time on screens narrower than a tablet. */
export function usePhone(): boolean {
  return useSyncExternalStore(subscribe, () => query?.matches ?? false);
}
