/**
 * One WebSocket that always comes back: numbered frames, replay after a break, growing pauses between tries.
 * The server pings by itself; a client ping notices a dead network that never says so.
 */
import type { Api, Availability, Message, Operator } from "./api";

export type Frame =
  | { seq: number; kind: "message" | "message.changed"; data: { message: Message } }
  | { seq: number; kind: "state"; data: { availability: Availability } }
  | { seq: number; kind: "operator"; data: Operator }
  | { seq: number; kind: "typing"; data: { by?: { name?: string | null; kind?: string } } }
  | { head: number }
  | { gap: number }
  | { pong: number }
  | { ack: string; message: Message }
  | { nack: string; code: string; params?: Record<string, unknown> };

export interface SocketEvents {
  frame: (frame: Frame) => void;
  /** `missed`: the server could not replay everything, so history must be fetched afresh. */
  open: (missed: boolean) => void;
  down: (tries: number) => void;
  /** The token is no longer good: a new session is needed. */
  refused: () => void;
}

const PAUSE_MS = 500;
const PAUSE_MAX_MS = 30_000;
const PING_MS = 25_000;
const SILENCE_MAX_MS = 60_000;
const REFUSED_CODES = [4401, 4403, 1008];

export class Socket {
  private socket: WebSocket | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private pinger: ReturnType<typeof setInterval> | undefined;
  private tries = 0;
  private heardAt = 0;

  constructor(
    private readonly api: Api,
    private readonly events: SocketEvents,
    private after: number | null,
  ) {
    addEventListener("online", this.hurry);
    document.addEventListener("visibilitychange", this.hurry);
    this.connect();
  }

  get open(): boolean {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  /** False when there is no connection: the caller keeps what it wanted to say, or lets it go. */
  send(frame: object): boolean {
    if (this.open) this.socket?.send(JSON.stringify(frame));
    return this.open;
  }

  close(): void {
    removeEventListener("online", this.hurry);
    document.removeEventListener("visibilitychange", this.hurry);
    this.drop();
  }

  private readonly connect = (): void => {
    this.drop();
    const socket = new WebSocket(this.api.liveAddress(this.after));
    this.socket = socket;
    socket.onmessage = (event) => this.take(JSON.parse(String(event.data)) as Frame);
    socket.onclose = (event) => {
      if (socket === this.socket) this.fell(event.code);
    };
    this.heardAt = Date.now();
    this.pinger = setInterval(this.ping, PING_MS);
  };

  private take(frame: Frame): void {
    this.heardAt = Date.now();
    if ("head" in frame) {
      this.tries = 0;
      const fresh = this.after === null;
      this.after ??= frame.head;
      this.events.open(fresh);
    } else if ("gap" in frame) {
      this.after = frame.gap;
      this.events.open(true);
    } else if (!("seq" in frame) || !frame.seq || frame.seq > (this.after ?? 0)) {
      if ("seq" in frame && frame.seq) this.after = frame.seq;
      this.events.frame(frame);
    }
  }

  private fell(code: number): void {
    this.drop();
    this.tries++;
    if (REFUSED_CODES.includes(code)) return this.events.refused();
    this.events.down(this.tries);
    const pause = Math.min(PAUSE_MS * 2 ** this.tries, PAUSE_MAX_MS);
    this.timer = setTimeout(this.connect, pause * (0.5 + Math.random() / 2)); // spread: a restart brings everyone back at once
  }

  private drop(): void {
    clearTimeout(this.timer);
    clearInterval(this.pinger);
    const socket = this.socket;
    this.socket = null;
    socket?.close();
  }

  private readonly ping = (): void => {
    if (Date.now() - this.heardAt > SILENCE_MAX_MS) this.fell(0);
    else this.send({ type: "ping" });
  };

  private readonly hurry = (): void => {
    if (!document.hidden && !this.socket) this.connect();
  };
}
