/**
 * The wire to the server: every address, frame and shape the visitor's side knows is in this file and `socket.ts`.
 * The iframe comes from the server itself, so every request is same-origin whatever page the chat sits on.
 */

export interface Attachment {
  id: string;
  name: string;
  media_type: string;
  size: number;
  kind?: string;
  url: string;
}

export interface Button {
  title: string;
  data?: string;
  url?: string;
  /** The visitor pressed this one. */
  chosen?: boolean;
}

/** `sending` and `failed` are also this browser's own states, for what the server has not acknowledged. */
export type MessageState = "sending" | "sent" | "delivered" | "read" | "failed";

export interface Message {
  id: string;
  key?: string | null;
  /** `in` is from the visitor: the server's point of view. */
  direction: "in" | "out";
  author_name?: string | null;
  author_photo_url?: string | null;
  text: string;
  attachments: readonly Attachment[];
  sent_at: string;
  state: MessageState;
  automatic?: boolean;
  deleted?: boolean;
  buttons?: readonly Button[] | null;
  /** Why this browser could not send it. */
  error?: string;
}

export interface Operator {
  name: string;
  photo_url?: string | null;
}

export interface Availability {
  online: boolean;
  operators: readonly Operator[];
  promise: { code: string; params: Record<string, unknown> };
  queue: { position: number; wait_seconds: number | null } | null;
  opens_at: string | null;
  other_channels: readonly { kind: string; title: string; url: string }[];
}

export interface Config {
  title: string;
  greeting: string;
  colour: string;
  company_name: string;
  topics: readonly { title: string }[];
  preview_disclosed: boolean;
  suggestions: boolean;
  offer_email: boolean;
  /** What a browser subscribes to notifications with; empty where they are not offered. */
  push_key: string;
  /** `size_max` 0: no files are taken. */
  attachments: { size_max: number; count_max: number };
}

export interface Session {
  token: string;
  visitor_id: string;
  conversation_id: string | null;
  config: Config;
  availability: Availability;
  messages: readonly Message[];
  unread: number;
  /** The stream's number these facts belong to; where absent the first frame's `head` is used and history refetched. */
  seq?: number;
  operator?: Operator | null;
  email?: string | null;
}

export interface PageFacts {
  url: string;
  title: string;
  referrer: string;
  /** By which the page tells what the visitor does; nothing until they agreed. */
  facts?: string | null | undefined;
  attributes?: Record<string, unknown>;
}

const ADDRESS_MAX = 2000;
const ATTRIBUTES_MAX = 20;

/** The server refuses what is out of bounds, and a page may be anything: its facts are cut to fit, not the chat lost. */
export function fitPage({ url, title, referrer, facts, attributes }: PageFacts): PageFacts {
  const plain = Object.entries(attributes ?? {}).filter(([name, value]) => name.length <= 60 && Object(value) !== value);
  return {
    url: url.slice(0, ADDRESS_MAX),
    title: title.slice(0, 500),
    referrer: referrer.slice(0, ADDRESS_MAX),
    facts,
    attributes: Object.fromEntries(plain.slice(0, ATTRIBUTES_MAX)),
  };
}

export interface Suggestion {
  title: string;
  text?: string;
  url?: string;
}

export interface Draft {
  key: string;
  text: string;
  attachment_ids: readonly string[];
}

/** A refusal by the server (`code` from its error body) or by the network (`network`). */
export class Refused extends Error {
  constructor(
    readonly code: string,
    readonly params: Record<string, unknown> = {},
    readonly status = 0,
  ) {
    super(code);
  }
}

const ROOT = new URL("../../api/v1/visitor/", location.href);
const TIMEOUT_MS = 15_000;
const UPLOAD_TIMEOUT_MS = 120_000;

let token = "";

/** Who this visitor is to the server; empty before the first session. */
export function setToken(value: string): void {
  token = value;
}

export async function startSession(channel: string, page: PageFacts, language: string): Promise<Session> {
  const body = { channel_id: channel, page, language };
  const session = await send<Session>("POST", "sessions", token ? { ...body, token } : body);
  token = session.token;
  return session;
}

/** The latest page of history, or the one before a message; oldest first. */
export async function history(before?: string): Promise<readonly Message[]> {
  const page = await send<{ items: Message[] }>("GET", before ? `messages?before=${before}` : "messages");
  return page.items;
}

export function post(draft: Draft): Promise<Message> {
  return send("POST", "messages", draft, draft.key);
}

export function press(data: string): Promise<void> {
  return send("POST", "presses", { data });
}

export async function upload(file: Blob, name: string): Promise<Attachment> {
  const form = new FormData();
  form.append("file", file, name);
  return send("POST", "files", form);
}

export function sendTranscript(email: string): Promise<void> {
  return send("POST", "transcripts", { email });
}

/** A browser that rings from now on; `kind` and keys as the server's API names them. */
export function addDevice(device: { endpoint?: string; keys?: Record<string, string> }): Promise<void> {
  const { endpoint, keys } = device;
  return send("POST", "devices", { kind: "web", endpoint, keys, time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone });
}

export function carryOnByEmail(email: string): Promise<void> {
  return send("PUT", "email", { email });
}

export async function suggestions(query: string): Promise<readonly Suggestion[]> {
  return (await send<{ items: Suggestion[] }>("GET", `suggestions?q=${encodeURIComponent(query)}`)).items;
}

export function liveAddress(after: number | null): string {
  const address = new URL("live", ROOT);
  address.protocol = address.protocol.replace("http", "ws");
  address.search = `token=${encodeURIComponent(token)}${after === null ? "" : `&after=${after}`}`;
  return address.href;
}

export async function send<Answer>(method: string, path: string, body?: unknown, key?: string): Promise<Answer> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), body instanceof FormData ? UPLOAD_TIMEOUT_MS : TIMEOUT_MS);
  try {
    const request = { method, signal: abort.signal, credentials: "omit", ...content(body, key) } as const;
    return await answer<Answer>(await fetch(new URL(path, ROOT), request));
  } catch (error) {
    throw error instanceof Refused ? error : new Refused("network");
  } finally {
    clearTimeout(timer);
  }
}

/** A form sets its own type, with its boundary. */
function content(body: unknown, key?: string): RequestInit {
  const headers: Record<string, string> = {};
  if (token) headers.Authorization = `Visitor ${token}`;
  if (key) headers["Idempotency-Key"] = key;
  if (body instanceof FormData) return { headers, body };
  if (!body) return { headers };
  headers["Content-Type"] = "application/json";
  return { headers, body: JSON.stringify(body) };
}

async function answer<Answer>(response: Response): Promise<Answer> {
  const text = await response.text();
  const body = (text.startsWith("{") ? JSON.parse(text) : {}) as { code?: string; params?: Record<string, unknown> };
  if (!response.ok) throw new Refused(body.code ?? `http.${response.status}`, body.params, response.status);
  return body as Answer;
}
