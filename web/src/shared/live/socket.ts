/** Keeps one WebSocket to the server: remembers the last number seen, asks for what was missed, backs off, and
 *  says when what is on the screen can no longer be trusted (`onGap`). Framework-free, so that it is tested whole. */
import type { Frame, LiveEvent } from "@/shared/live/frames";

const BACKOFF_FIRST_MS = 500;
const BACKOFF_MAX_MS = 15_000;
const PING_MS = 20_000;
const SILENCE_MAX_MS = 45_000;
const REFUSED_CODES = new Set([4401, 4403]);

export type LiveState = "connecting" | "online" | "offline";

export interface Wire {
  send: (text: string) => void;
  close: () => void;
  onopen: (() => void) | null;
  onmessage: ((event: { data: string }) => void) | null;
  onclose: ((event?: { code: number }) => void) | null;
}

export interface LiveOptions {
  /** The number of the last event that what is on the screen surely holds; left out: not known, all is fetched anew. */
  after?: number;
  open: (after: number | null) => Wire;
  onEvent: (event: LiveEvent) => void;
  /** Events were lost for good: everything on the screen must be fetched anew. */
  onGap: () => void;
  onState: (state: LiveState) => void;
  /** The server does not know us any more: signed out, or the role may not listen. */
  onRefused?: () => void;
  random?: () => number;
}

export class LiveSocket {
  private seq: number | null;
  private wire: Wire | null = null;
  private failures = 0;
  private stopped = true;
  private heardAt = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private heartbeat: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly options: LiveOptions) {
    this.seq = options.after ?? null;
  }

  start(): void {
    if (!this.stopped) return;
    this.stopped = false;
    this.connect();
  }

  stop(): void {
    this.stopped = true;
    this.drop();
  }

  /** The machine woke or the network came back: do not wait for the backoff. */
  hurry(): void {
    if (this.stopped || this.heartbeat) return;
    clearTimeout(this.retry);
    this.connect();
  }

  send(frame: Record<string, unknown>): void {
    if (this.heartbeat) this.wire?.send(JSON.stringify(frame));
  }

  private connect(): void {
    this.drop();
    this.options.onState(this.failures > 0 ? "offline" : "connecting");
    const wire = this.options.open(this.seq);
    this.wire = wire;
    wire.onopen = () => this.opened();
    wire.onmessage = ({ data }) => this.heard(JSON.parse(data) as Frame);
    wire.onclose = (event) => (REFUSED_CODES.has(event?.code ?? 0) ? this.refused() : this.closed());
  }

  private refused(): void {
    this.stop();
    this.options.onState("offline");
    this.options.onRefused?.();
  }

  private opened(): void {
    this.heardAt = Date.now();
    this.heartbeat = setInterval(() => this.beat(), PING_MS);
  }

  private beat(): void {
    if (Date.now() - this.heardAt > SILENCE_MAX_MS) this.closed();
    else this.send({ type: "ping" });
  }

  private heard(frame: Frame): void {
    this.heardAt = Date.now();
    if ("head" in frame) this.welcomed(frame.head);
    else if ("gap" in frame) this.gapped(frame.gap);
    else if ("kind" in frame) this.numbered(frame);
  }

  private welcomed(head: number): void {
    // The first fetch may be older than the first head, and a head behind us means numbers begun anew.
    if (this.seq === null || head < this.seq) this.gapped(head);
    this.failures = 0;
    this.options.onState("online");
  }

  private gapped(head: number): void {
    this.seq = head;
    this.options.onGap();
  }

  private numbered(event: LiveEvent): void {
    if (event.seq === 0) return this.options.onEvent(event);
    if (this.seq !== null && event.seq <= this.seq) return;
    this.seq = event.seq;
    this.options.onEvent(event);
  }

  private closed(): void {
    this.drop();
    if (this.stopped) return;
    this.failures += 1;
    this.options.onState("offline");
    this.retry = setTimeout(() => this.connect(), this.backoff());
  }

  private backoff(): number {
    const ceiling = Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** (this.failures - 1));
    return ceiling / 2 + (ceiling / 2) * (this.options.random ?? Math.random)();
  }

  private drop(): void {
    clearTimeout(this.retry);
    clearInterval(this.heartbeat);
    this.heartbeat = undefined;
    const wire = this.wire;
    this.wire = null;
    if (!wire) return;
    wire.onopen = wire.onmessage = wire.onclose = null;
    wire.close();
  }
}
