/**
 * The conversation as this browser holds it: session, thread, what waits to be sent, who answers.
 * The screen reads it and is redrawn after each change; nothing here touches the document.
 */
import * as api from "./api";
import { Refused, type Attachment, type Availability, type Message, type Operator, type PageFacts, type Session } from "./api";
import { channel, locale, tell } from "./bridge";
import { newKey } from "./keys";
import { fromOperator, merge } from "./messages";
import * as outbox from "./outbox";
import { changed } from "./screen";
import * as socket from "./socket";
import type { Frame } from "./socket";
import * as store from "./store";
import { applyTheme } from "./theme";

const TYPING_SHOWN_MS = 6000;
const ACK_MS = 10_000;
const POLL_MS = 8000;
const RETRY_MS = 5000;
const RENEW_MS = 1000;
const OFFLINE_SHOWN_MS = 1500;
const HTTP_AFTER_TRIES = 2;
const PAGE_OF_HISTORY = 50;

export type Phase = "idle" | "starting" | "ready" | "failed";

/** One iframe, one conversation: what the screen shows of it. */
export const chat = {
  phase: "idle" as Phase,
  error: "",
  /** Refused for good: there is no chat to write in. */
  shut: false,
  session: null as Session | null,
  availability: null as Availability | null,
  operator: null as Operator | null,
  /** Who is typing; an empty name where the server does not say. */
  typing: null as string | null,
  offline: false,
  opened: false,
  /** Named by the snippet: what the site says of its own look goes before the channel's setting. */
  colour: "",
  unread: 0,
  hasEarlier: false,
  email: null as string | null,
  page: { url: location.href, title: "", referrer: "" } as PageFacts,
};

let messages: Message[] = [];
let tries = 0;
let seenId = "";
/** The last request by HTTP came through, so the chat works even without its socket. */
let overHttp = false;
let queue = Promise.resolve();
/** Handed to this connection and not yet answered; a new connection is handed everything anew, with the same keys. */
const underWay = new Set<string>();
let typingTimer: ReturnType<typeof setTimeout> | undefined;
let offlineTimer: ReturnType<typeof setTimeout> | undefined;
let poller: ReturnType<typeof setInterval> | undefined;


api.setToken(store.get("token"));

/** The server's messages, then what waits in this browser, in the order it was typed. */
export function thread(): Message[] {
  const stored = new Set(messages.map((message) => message.key));
  return [...messages.filter((message) => !message.deleted), ...outbox.all().filter((entry) => !stored.has(entry.key)).map(asMessage)];
}

/** The visitor wrote last and nobody has answered yet. */
export function awaiting(): boolean {
  const last = thread().at(-1);
  return last ? !fromOperator(last) || Boolean(last.automatic) : false;
}

export async function start(): Promise<void> {
  if (chat.phase === "starting" || chat.phase === "ready") return;
  set("starting");
  try {
    begin(await newSession());
  } catch (error) {
    chat.error = error instanceof Refused ? error.code : "internal";
    chat.shut = !temporary(error);
    set("failed");
    if (!chat.shut) setTimeout(() => void start(), RETRY_MS);
  }
}

export function open(opened: boolean): void {
  chat.opened = opened;
  if (opened) void start();
  markSeen();
  changed();
}

export function write(text: string, attachments: readonly Attachment[] = []): void {
  outbox.add({ key: newKey(), text, attachments, at: new Date().toISOString() });
  tell({ type: "known" });
  changed();
  void start();
  flush();
}

export function retry(key: string): void {
  outbox.mark(key, "");
  changed();
  flush();
}

export function discard(key: string): void {
  outbox.acknowledge(key);
  changed();
}

/** Ephemeral: what is not delivered now is of no use later. */
export function tellTyping(text?: string): void {
  socket.send(text === undefined ? { type: "typing" } : { type: "typing", text });
}

export function visit(page: PageFacts): void {
  chat.page = page;
  socket.send({ type: "page", ...api.fitPage(page) });
}

export async function carryOnByEmail(email: string): Promise<void> {
  await api.carryOnByEmail(email);
  chat.email = email;
}

export async function loadEarlier(): Promise<void> {
  const arrived = await api.history(messages[0]?.id);
  chat.hasEarlier = arrived.length >= PAGE_OF_HISTORY;
  messages = merge(messages, arrived);
  changed();
}

/** Everything on the screen has been seen, if the screen itself is. */
export function markSeen(): void {
  if (!chat.opened || document.hidden) return;
  const last = messages.findLast(fromOperator);
  setUnread(0);
  if (last && last.id !== seenId && socket.send({ type: "seen", message_id: last.id })) seenId = last.id;
}

async function newSession(): Promise<Session> {
  try {
    return await api.startSession(channel, api.fitPage(chat.page), locale);
  } catch (error) {
    const stale = error instanceof Refused && (error.status === 401 || error.code.includes("token"));
    if (!stale || !store.get("token")) throw error;
    api.setToken("");
    return await api.startSession(channel, api.fitPage(chat.page), locale);
  }
}

function begin(session: Session): void {
  chat.session = session;
  store.set("token", session.token);
  chat.availability = session.availability;
  chat.operator = session.operator ?? null;
  chat.email = session.email ?? null;
  messages = merge(messages, session.messages);
  chat.hasEarlier = session.messages.length >= PAGE_OF_HISTORY;
  settle(session.messages);
  setUnread(session.unread);
  connect(session.seq ?? null);
  greetPage(session);
  set("ready");
  markSeen();
}

function connect(after: number | null): void {
  socket.start({ frame: take, open: connected, down: disconnected, refused: renew }, after);
}

/** The page learns the colour of the launcher, and that this visitor has a conversation to come back to. */
function greetPage({ config, token, conversation_id }: Session): void {
  applyTheme(chat.colour || config.colour);
  document.title = config.title;
  tell({ type: "colour", colour: config.colour });
  if (conversation_id) tell({ type: "known" });
  if (!store.lasting) tell({ type: "keep", token });
}

function renew(): void {
  set("idle");
  setTimeout(() => void start(), RENEW_MS);
}

function connected(missed: boolean): void {
  clearTimeout(offlineTimer);
  clearInterval(poller);
  tries = 0;
  underWay.clear();
  chat.offline = false;
  changed();
  if (missed) void refetch();
  flush();
  markSeen();
}

function disconnected(count: number): void {
  tries = count;
  overHttp &&= count > 1;
  clearTimeout(offlineTimer);
  offlineTimer = setTimeout(showOffline, OFFLINE_SHOWN_MS);
  if (count !== HTTP_AFTER_TRIES) return;
  clearInterval(poller);
  poller = setInterval(() => void poll(), POLL_MS);
  void poll();
}

/** Some networks let HTTP through and WebSocket not: the chat then works on, only slower. */
async function poll(): Promise<void> {
  if (document.hidden) return;
  if (await refetch()) flush();
}

function showOffline(): void {
  chat.offline = !socket.isOpen() && !overHttp;
  changed();
}

async function refetch(): Promise<boolean> {
  try {
    const arrived = await api.history();
    accept(arrived);
    overHttp = true;
  } catch {
    overHttp = false;
  }
  showOffline();
  return overHttp;
}

function take(frame: Frame): void {
  if ("ack" in frame) {
    outbox.acknowledge(frame.ack);
    accept([frame.message]);
  } else if ("nack" in frame) refuse(frame.nack, frame.code);
  else if ("kind" in frame) apply(frame);
  changed();
}

function apply(frame: Extract<Frame, { kind: string }>): void {
  if (frame.kind === "state") chat.availability = frame.data.availability;
  else if (frame.kind === "operator") chat.operator = frame.data.name ? frame.data : null;
  else if (frame.kind === "typing") showTyping(frame.data.by?.name ?? "");
  else if ("message" in frame.data) accept([frame.data.message]);
}

/** Whoever answers is who the visitor talks with, unless the server says otherwise later. */
function announce({ text, author_name, author_photo_url, automatic }: Message): void {
  if (author_name && !automatic) chat.operator = { name: author_name, photo_url: author_photo_url ?? null };
  tell({ type: "message", message: { text, author: author_name ?? null } });
}

function showTyping(name: string): void {
  clearTimeout(typingTimer);
  chat.typing = name;
  typingTimer = setTimeout(() => {
    chat.typing = null;
    changed();
  }, TYPING_SHOWN_MS);
}

function accept(arrived: readonly Message[]): void {
  const known = new Set(messages.map((message) => message.id));
  messages = merge(messages, arrived);
  settle(arrived);
  const fresh = arrived.filter((message) => fromOperator(message) && !known.has(message.id));
  if (!fresh.length) return;
  chat.typing = null;
  setUnread(chat.unread + fresh.length);
  socket.send({ type: "delivered", message_id: fresh.at(-1)?.id });
  fresh.forEach(announce);
  markSeen();
}

/** A message that came back from the server needs no more sending, whichever way it got there. */
function settle(arrived: readonly Message[]): void {
  for (const { key } of arrived) if (key) outbox.acknowledge(key);
}

/** One after another, so that messages arrive in the order they were typed. */
function flush(): void {
  queue = queue.then(flushAll);
}

async function flushAll(): Promise<void> {
  for (const entry of outbox.all()) {
    if (entry.error || underWay.has(entry.key)) continue;
    underWay.add(entry.key);
    await deliver(draftOf(entry));
  }
}

const draftOf = ({ key, text, attachments }: outbox.Waiting): api.Draft => ({
  key,
  text,
  attachment_ids: attachments.map((file) => file.id),
});

async function deliver(draft: api.Draft): Promise<void> {
  if (socket.send({ type: "message", ...draft })) setTimeout(() => void insist(draft.key), ACK_MS);
  else if (tries >= HTTP_AFTER_TRIES) await postOver(draft);
  else underWay.delete(draft.key);
}

/** A socket that looks open may be dead: without an acknowledgement the message goes by HTTP, with the same key. */
async function insist(key: string): Promise<void> {
  const entry = outbox.all().find((other) => other.key === key && !other.error);
  if (entry) await postOver(draftOf(entry));
}

async function postOver(draft: api.Draft): Promise<void> {
  try {
    const message = await api.post(draft);
    outbox.acknowledge(draft.key);
    accept([message]);
  } catch (error) {
    if (error instanceof Refused && !temporary(error)) refuse(draft.key, error.code);
    else underWay.delete(draft.key);
  }
  changed();
}

function refuse(key: string, code: string): void {
  underWay.delete(key);
  outbox.mark(key, code);
}

function setUnread(count: number): void {
  if (chat.unread === count) return;
  chat.unread = count;
  tell({ type: "unread", count });
}

function set(phase: Phase): void {
  chat.phase = phase;
  changed();
}

/** The network or the server's own trouble: the same request may succeed later. */
function temporary(error: unknown): boolean {
  return !(error instanceof Refused) || !error.status || error.status === 429 || error.status >= 500;
}

function asMessage(entry: outbox.Waiting): Message {
  return {
    id: entry.key,
    key: entry.key,
    direction: "in",
    text: entry.text,
    attachments: entry.attachments,
    sent_at: entry.at,
    state: entry.error ? "failed" : "sending",
    ...(entry.error ? { error: entry.error } : {}),
  };
}
