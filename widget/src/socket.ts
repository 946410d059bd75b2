/**
 * One WebSocket that always comes back: numbered frames, replay after a break, growing pauses between tries.
 * The server pings by itself; a client ping notices a dead network that never says so.
 */
import { liveAddress, type Availability, type Message, type Operator } from "./api";

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

let events: SocketEvents;
let after: number | null;
let socket: WebSocket | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
let pinger: ReturnType<typeof setInterval> | undefined;
let tries = 0;
let heardAt = 0;

/** `from`: the number of the last frame already known; null: whatever comes from now on. */
export function start(listeners: SocketEvents, from: number | null): void {
  events = listeners;
  after = from;
  addEventListener("online", hurry);
  document.addEventListener("visibilitychange", hurry);
  connect();
}

export function isOpen(): boolean {
  return socket?.readyState === WebSocket.OPEN;
}

/** False when there is no connection: the caller keeps what it wanted to say, or lets it go. */
export function send(frame: object): boolean {
  const open = isOpen();
  if (open) socket?.send(JSON.stringify(frame));
  return open;
}

function connect(): void {
  drop();
  const opening = new WebSocket(liveAddress(after));
  socket = opening;
  opening.onmessage = (event) => take(JSON.parse(String(event.data)) as Frame);
  opening.onclose = (event) => {
    if (opening === socket) fell(event.code);
  };
  heardAt = Date.now();
  pinger = setInterval(ping, PING_MS);
}

function take(frame: Frame): void {
  heardAt = Date.now();
  if ("head" in frame) {
    tries = 0;
    const fresh = after === null;
    after ??= frame.head;
    events.open(fresh);
  } else if ("gap" in frame) {
    after = frame.gap;
    events.open(true);
  } else if (isNew(frame)) events.frame(frame);
}

/** A replay may repeat what was already told; ephemeral frames have the number 0, answers to this browser none. */
function isNew(frame: Frame): boolean {
  const seq = "seq" in frame ? frame.seq : 0;
  if (seq && seq <= (after ?? 0)) return false;
  if (seq) after = seq;
  return true;
}

function fell(code: number): void {
  drop();
  tries++;
  if (REFUSED_CODES.includes(code)) {
    events.refused();
    return;
  }
  events.down(tries);
  const pause = Math.min(PAUSE_MS * 2 ** tries, PAUSE_MAX_MS);
  timer = setTimeout(connect, pause * (0.5 + Math.random() / 2)); // spread: a restart brings everyone back at once
}

function drop(): void {
  clearTimeout(timer);
  clearInterval(pinger);
  const closing = socket;
  socket = null;
  closing?.close();
}

function ping(): void {
  if (Date.now() - heardAt > SILENCE_MAX_MS) fell(0);
  else send({ type: "ping" });
}

function hurry(): void {
  if (!document.hidden && !socket) connect();
}
