/**
 * What was typed and not yet acknowledged, kept in this browser until the server says it has it.
 * Each entry has a key the server stores, so sending it twice is one message.
 */
import type { Attachment } from "./api";

export interface Waiting {
  key: string;
  text: string;
  attachments: readonly Attachment[];
  at: string;
  /** The server refused it for good; the person may try again or drop it. */
  error?: string;
}

const ENTRIES_MAX = 100;

/** localStorage where the browser allows it; otherwise memory, for as long as the page lives. */
export class Store {
  private readonly memory = new Map<string, string>();

  constructor(private readonly prefix: string) {}

  get works(): boolean {
    try {
      localStorage.setItem(`${this.prefix}.`, "1");
      localStorage.removeItem(`${this.prefix}.`);
      return true;
    } catch {
      return false;
    }
  }

  get(name: string): string {
    try {
      return localStorage.getItem(this.prefix + name) ?? "";
    } catch {
      return this.memory.get(name) ?? "";
    }
  }

  set(name: string, value: string): void {
    try {
      if (value) localStorage.setItem(this.prefix + name, value);
      else localStorage.removeItem(this.prefix + name);
    } catch {
      this.memory.set(name, value);
    }
  }
}

export class Outbox {
  private entries: Waiting[];

  constructor(private readonly store: Store) {
    this.entries = read(store.get("outbox"));
  }

  get all(): readonly Waiting[] {
    return this.entries;
  }

  add(entry: Waiting): void {
    this.keep([...this.entries, entry].slice(-ENTRIES_MAX));
  }

  acknowledge(key: string): void {
    this.keep(this.entries.filter((entry) => entry.key !== key));
  }

  fail(key: string, error: string): void {
    this.keep(this.entries.map((entry) => (entry.key === key ? { ...entry, error } : entry)));
  }

  retry(key: string): Waiting | undefined {
    const entry = this.entries.find((other) => other.key === key);
    if (!entry) return undefined;
    const { error: _, ...again } = entry;
    this.keep(this.entries.map((other) => (other.key === key ? again : other)));
    return again;
  }

  private keep(entries: Waiting[]): void {
    this.entries = entries;
    this.store.set("outbox", entries.length ? JSON.stringify(entries) : "");
  }
}

function read(kept: string): Waiting[] {
  try {
    const entries: unknown = JSON.parse(kept || "[]");
    return Array.isArray(entries) ? (entries as Waiting[]) : [];
  } catch {
    return [];
  }
}
