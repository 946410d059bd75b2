/** Messages between the press of Send and the server's answer: held for the undo, then sent under one idempotency key.
 *  Outlives the screen it was written on; a closing tab sends what is still held. */
import { sendMessage, type Draft } from "@/features/conversations/api/send";
import { newKey } from "@/shared/api/http";
import type { Message } from "@/shared/api/types";
import type { Upload } from "@/features/delivery";

export const UNDO_MS = 5_000;

export interface Outgoing {
  key: string;
  conversationId: string;
  draft: Draft;
  /** As the composer showed them, for taking the message back whole. */
  files: readonly Upload[];
  writtenAt: string;
  state: "held" | "sending" | "refused";
  error: unknown;
}

type Send = typeof sendMessage;

export class Outbox {
  private entries: readonly Outgoing[] = [];
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly listeners = new Set<() => void>();
  onSent: (message: Message) => void = () => undefined;

  constructor(private readonly send: Send = sendMessage) {}

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  list = (): readonly Outgoing[] => this.entries;

  hold(conversationId: string, draft: Draft, files: readonly Upload[] = []): string {
    const key = newKey();
    this.flush(conversationId);
    const entry: Outgoing = { key, conversationId, draft, files, writtenAt: new Date().toISOString(), state: "held", error: null };
    this.replace([...this.entries, entry]);
    this.timers.set(key, setTimeout(() => this.release(key), UNDO_MS));
    return key;
  }

  /** Takes a held or refused message back; null when it has already left. */
  undo(key: string): Outgoing | null {
    const entry = this.find(key);
    if (!entry || entry.state === "sending") return null;
    this.drop(key);
    return entry;
  }

  release(key: string, keepalive = false): void {
    const entry = this.find(key);
    if (!entry || entry.state === "sending") return;
    clearTimeout(this.timers.get(key));
    this.patch(key, { state: "sending", error: null });
    void this.send(entry.conversationId, entry.draft, key, keepalive).then(
      (message) => {
        this.onSent(message);
        this.drop(key);
      },
      (error: unknown) => this.patch(key, { state: "refused", error }),
    );
  }

  /** A second message may not overtake the first. */
  flush(conversationId?: string, keepalive = false): void {
    for (const entry of this.entries)
      if (entry.state === "held" && (conversationId === undefined || entry.conversationId === conversationId)) this.release(entry.key, keepalive);
  }

  private find(key: string): Outgoing | undefined {
    return this.entries.find((entry) => entry.key === key);
  }

  private patch(key: string, change: Partial<Outgoing>): void {
    this.replace(this.entries.map((entry) => (entry.key === key ? { ...entry, ...change } : entry)));
  }

  private drop(key: string): void {
    clearTimeout(this.timers.get(key));
    this.timers.delete(key);
    this.replace(this.entries.filter((entry) => entry.key !== key));
  }

  private replace(entries: readonly Outgoing[]): void {
    this.entries = entries;
    this.listeners.forEach((tell) => tell());
  }
}

export const outbox = new Outbox();
