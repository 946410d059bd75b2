// The mock's memory: a small furniture shop and its conversations.
import { randomUUID } from "node:crypto";
import type { ConversationRow, Message, Operator } from "../src/shared/api/types";
import { CHANNELS, CONTACTS, OPERATORS, SCRIPTS, type Said } from "./samples.ts";

export interface Store {
  seq: number;
  signedIn: boolean;
  totp: boolean;
  rows: ConversationRow[];
  messages: Map<string, Message[]>;
  operators: Operator[];
  push: (kind: string, data: unknown, ephemeral?: boolean) => void;
  add: (row: ConversationRow, said: Said) => Message;
}

const MINUTE = 60_000;

export function makeStore(send: (frame: unknown) => void): Store {
  const store: Store = {
    seq: 100,
    signedIn: true,
    totp: false,
    rows: [],
    messages: new Map(),
    operators: OPERATORS,
    push: (kind, data, ephemeral = false) => {
      if (!ephemeral) store.seq += 1;
      send({ seq: ephemeral ? 0 : store.seq, kind, data, at: new Date().toISOString() });
    },
    add: (row, said) => add(store, row, said),
  };
  fill(store);
  return store;
}

function fill(store: Store): void {
  for (let index = 0; index < 140; index += 1) {
    const contact = CONTACTS[index % CONTACTS.length];
    const script = SCRIPTS[index % SCRIPTS.length];
    const channel = CHANNELS[script?.channel ?? 0];
    if (!contact || !script || !channel) continue;
    const row: ConversationRow = {
      id: `00000000-0000-7000-8000-${String(index).padStart(12, "0")}`,
      number: 1204 - index,
      channel_id: channel.id,
      channel_kind: channel.kind,
      contact: { id: contact.id, name: contact.name, avatar_url: null },
      subject: channel.kind === "email" ? (script.subject ?? "Вопрос о заказе") : "",
      state: index % 9 === 8 ? "closed" : "open",
      assignee_id: [OPERATORS[0]?.id, null, OPERATORS[1]?.id][index % 3] ?? null,
      team_id: null,
      preview: "",
      preview_author: "contact",
      last_message_at: "",
      waiting_since: null,
      promise_due_at: null,
      target_due_at: null,
      bad_rating_at: null,
      priority: "normal",
      label_ids: [],
      follower_ids: [],
      snoozed_until: null,
      merged_into_id: null,
      inbound_count: 0,
      unread_count: 0,
    };
    store.rows.push(row);
    store.messages.set(row.id, []);
    for (const said of script.said) add(store, row, { ...said, minutesAgo: (said.minutesAgo ?? 5) + index * 17 }, true);
    if (index % 4 !== 0 || row.state === "closed") row.unread_count = 0;
    if (row.state === "closed") row.waiting_since = null;
  }
}

function add(store: Store, row: ConversationRow, said: Said, quiet = false): Message {
  const at = new Date(Date.now() - (said.minutesAgo ?? 0) * MINUTE).toISOString();
  const message = compose(store, row, said, at);
  store.messages.get(row.id)?.push(message);
  if (message.kind !== "note" && message.kind !== "event") summarise(row, message);
  if (!quiet) store.push("message.added", { message, conversation: row });
  return message;
}

function summarise(row: ConversationRow, message: Message): void {
  row.preview = message.visible_text || message.text || message.attachments[0]?.name || "";
  row.preview_author = message.direction === "in" ? "contact" : "operator";
  row.last_message_at = message.sent_at;
  row.waiting_since = message.direction === "in" ? (row.waiting_since ?? message.sent_at) : null;
  if (message.direction === "in") {
    row.inbound_count += 1;
    row.unread_count += 1;
  }
}

function compose(store: Store, row: ConversationRow, said: Said, at: string): Message {
  const operator = store.operators[said.operator ?? 0];
  const us = said.by === "us" || said.by === "note" || said.by === "event";
  return {
    id: randomUUID(),
    conversation_id: row.id,
    kind: said.by === "note" ? "note" : said.by === "event" ? "event" : (said.kind ?? "message"),
    direction: said.by === "us" ? "out" : said.by === "them" ? "in" : "none",
    author: us ? { kind: said.automatic ? "bot" : "operator", id: operator?.id ?? null, name: said.automatic ? "" : (operator?.name ?? ""), photo_url: null } : { kind: "contact", id: row.contact.id, name: row.contact.name, photo_url: null },
    text: said.text ?? "",
    visible_text: said.visible ?? said.text ?? "",
    html: said.html ?? "",
    subject: said.subject ?? "",
    sent_at: at,
    stored_at: at,
    edited_at: said.edited ? at : null,
    deleted_at: said.deleted ? at : null,
    reply_to_id: null,
    attachments: said.attachments ?? [],
    automatic: said.automatic ?? false,
    holding: false,
    delivery: said.by === "us" ? { state: said.state ?? "read", code: said.code ?? "", read_by_machine: null, at } : null,
    extra: said.extra ?? {},
    client_key: said.key ?? null,
  };
}
