/**
 * What was typed and not yet acknowledged, kept in this browser until the server says it has it.
 * Each entry has a key the server stores, so sending it twice is one message.
 */
import type { Attachment } from "./api";
import * as store from "./store";

export interface Waiting {
  key: string;
  text: string;
  attachments: readonly Attachment[];
  at: string;
  /** The server refused it for good; the person may try again or drop it. */
  error?: string;
}

const ENTRIES_MAX = 100;

/** Read afresh each time: another tab of the same shop may have sent or added something. */
export function all(): readonly Waiting[] {
  try {
    return JSON.parse(store.get("outbox") || "[]") as Waiting[];
  } catch {
    return [];
  }
}

export function add(entry: Waiting): void {
  keep([...all(), entry].slice(-ENTRIES_MAX));
}

export function acknowledge(key: string): void {
  keep(all().filter((entry) => entry.key !== key));
}

/** An empty error: to be sent again. */
export function mark(key: string, error: string): void {
  keep(all().map((entry) => (entry.key === key ? { ...entry, error } : entry)));
}

function keep(entries: readonly Waiting[]): void {
  store.set("outbox", entries.length ? JSON.stringify(entries) : "");
}
