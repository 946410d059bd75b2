// The mock's answers, address by address.
import type { ConversationRow, Me } from "../src/shared/api/types";
import { CHANNELS, CONTACTS, OPERATORS, PROVIDERS, SNIPPETS } from "./samples.ts";
import type { Store } from "./store.ts";
import { HOURS, SPEED, speedBreakdown, speedResponses } from "./figures.ts";

export interface Call {
  query: URLSearchParams;
  ids: string[];
  // The mock trusts the desk: bodies are whatever was sent.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  body: any;
  key: string | null;
  size: number;
}

export interface Answer {
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
}

type Handler = [method: string, path: RegExp, handle: (call: Call) => Answer];

const PERMISSIONS = ["conversations.read", "conversations.write", "contacts.read", "contacts.write", "snippets.read", "snippets.write", "automations.read", "automations.write", "channels.read", "channels.write", "schedule.read", "schedule.write", "speed.read", "operators.read", "operators.write", "workspace.write", "tokens.write", "audit.read"];
const PAGE = 50;
const PIXELS = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="320" height="220"><rect width="320" height="220" fill="#d9cfc0"/><rect y="150" width="320" height="70" fill="#a58b6f"/><rect x="70" y="90" width="180" height="14" fill="#6b4b2e"/><rect x="82" y="104" width="12" height="70" fill="#6b4b2e"/><rect x="226" y="104" width="12" height="70" fill="#6b4b2e"/></svg>');

const page = (items: unknown[]) => ({ body: { items, next_cursor: null } });
const refuse = (status: number, code: string): Answer => ({ status, body: { code, params: {}, request_id: "mock-1" } });

export function makeHandlers(store: Store): Handler[] {
  return [...session(store), ...inbox(store), ...people(store), ...settings()];
}

function me(store: Store): Me {
  const [operator] = OPERATORS;
  if (!operator) throw new Error("no operators");
  return { operator: { ...operator, locale: "ru", opens_with: "inbox" }, workspace: { id: "w", name: "Мебель у моста", slug: "mebel", locale: "ru", time_zone: "Europe/Moscow", settings: {}, away_after_minutes: 10, site_url: "", phone: "", email: "", address: "" }, permissions: PERMISSIONS, csrf_token: "t", totp_enabled: store.totp, live_head: 0 };
}

function session(store: Store): Handler[] {
  return [
    ["GET", /^\/session$/, () => (store.signedIn ? { body: me(store) } : refuse(401, "request.unauthenticated"))],
    ["POST", /^\/session$/, ({ body }) => {
      if (body.password === "wrong") return refuse(401, "auth.wrong_credentials");
      if (body.email === "totp@x.ru" && !body.code) return refuse(401, "auth.code_required");
      store.signedIn = true;
      return { body: me(store) };
    }],
    ["DELETE", /^\/session$/, () => { store.signedIn = false; return {}; }],
    ["POST", /^\/password-resets$/, () => ({ status: 202 })],
    ["PUT", /^\/password-resets\/(.+)$/, () => ({})],
    ["GET", /^\/invitations\/(.+)\/offer$/, ({ ids }) => (ids[0] === "bad" ? refuse(404, "workspaces.invitation_invalid") : { body: { email: "new@mebel.example", role: "operator", workspace_name: "Мебель у моста", invited_by_name: "Анна Смирнова", locale: "ru", has_account: false } })],
    ["PATCH", /^\/me$/, ({ body }) => { Object.assign(OPERATORS[0] ?? {}, body); return { body: me(store) }; }],
    ["PUT", /^\/me\/password$/, () => ({})],
    ["POST", /^\/me\/totp$/, () => ({ body: { secret: "JBSWY3DPEHPK3PXP", uri: "otpauth://totp/Otklik:anna@mebel.example?secret=JBSWY3DPEHPK3PXP&issuer=Otklik" } })],
    ["PUT", /^\/me\/totp$/, ({ body }) => { if (body.code === "000000") return refuse(401, "auth.code_wrong"); store.totp = true; return {}; }],
    ["DELETE", /^\/me\/totp$/, () => { store.totp = false; return {}; }],
  ];
}

function inView(row: ConversationRow, view: string): boolean {
  const open = row.state === "open";
  const tests: Record<string, boolean> = { mine: open && row.assignee_id === OPERATORS[0]?.id, unassigned: open && !row.assignee_id, waiting: row.waiting_since !== null, open, closed: !open };
  return tests[view] ?? true;
}

function inbox(store: Store): Handler[] {
  const row = (id: string | undefined) => store.rows.find((one) => one.id === id);
  const list = (view: string) => store.rows.filter((one) => inView(one, view)).sort((a, b) => (view === "waiting" ? (a.waiting_since ?? "").localeCompare(b.waiting_since ?? "") : b.last_message_at.localeCompare(a.last_message_at)));
  const changed = (found: ConversationRow | undefined): Answer => { if (found) store.push("conversation.changed", { conversation: found }); return { body: found }; };
  return [
    ["GET", /^\/conversations$/, ({ query }) => {
      const channel = query.get("channel_id");
      const rows = list(query.get("view") ?? "open").filter((one) => !channel || one.channel_id === channel);
      const from = Number(query.get("cursor") ?? 0);
      return { body: { items: rows.slice(from, from + PAGE), next_cursor: rows.length > from + PAGE ? String(from + PAGE) : null } };
    }],
    ["GET", /^\/conversations\/counts$/, () => ({ body: Object.fromEntries(["mine", "unassigned", "waiting", "open", "closed", "all"].map((view) => [view, list(view).length])) })],
    ["GET", /^\/conversations\/([^/]+)$/, ({ ids }) => {
      const found = row(ids[0]);
      if (!found) return refuse(404, "conversations.not_found");
      const can = { sends: true, reachable: true, reason: "", text_length_max: 4096, attachments_max: 10, attachment_size_bytes_max: 20_000_000, buttons_max: 0, subject: false, reply_to: true, window_closes_at: null };
      return { body: { row: found, thread_id: "t", opened_at: found.last_message_at, closed_at: null, can } };
    }],
    ["GET", /^\/conversations\/([^/]+)\/messages$/, ({ ids }) => page(store.messages.get(ids[0] ?? "") ?? [])],
    ["POST", /^\/conversations\/([^/]+)\/messages$/, ({ ids, body, key }) => {
      const found = row(ids[0]);
      if (!found) return refuse(404, "conversations.not_found");
      const message = store.add(found, { by: "us", text: body.text, state: "planned", key });
      setTimeout(() => { message.delivery = { state: "delivered", code: "", read_by_machine: null, at: new Date().toISOString() }; store.push("message.changed", { message }); }, 1200);
      setTimeout(() => store.push("typing", { conversation_id: found.id, by: { kind: "contact", name: found.contact.name }, preview: "Хорошо, тогда прив" }, true), 2500);
      return { status: 201, body: message };
    }],
    ["POST", /^\/conversations\/([^/]+)\/notes$/, ({ ids, body }) => { const found = row(ids[0]); return { status: 201, body: found && store.add(found, { by: "note", text: body.text }) }; }],
    ["PUT", /^\/conversations\/([^/]+)\/closure$/, ({ ids }) => { const found = row(ids[0]); if (found) Object.assign(found, { state: "closed", waiting_since: null }); return changed(found); }],
    ["DELETE", /^\/conversations\/([^/]+)\/closure$/, ({ ids }) => { const found = row(ids[0]); if (found) found.state = "open"; return changed(found); }],
    ["PUT", /^\/conversations\/([^/]+)\/assignment$/, ({ ids, body }) => { const found = row(ids[0]); if (found) Object.assign(found, { assignee_id: body.operator_id, team_id: body.team_id }); return changed(found); }],
    ["PUT", /^\/conversations\/([^/]+)\/reading$/, ({ ids }) => { const found = row(ids[0]); if (found) found.unread_count = 0; return { body: found }; }],
    ["PUT", /^\/conversations\/([^/]+)\/typing$/, () => ({})],
    ["GET", /^\/messages\/([^/]+)\/trail$/, () => ({ body: { steps: ["planned", "claimed", "handed", "accepted", "delivered", "read"].map((code, index) => ({ code, at: new Date(Date.now() - 60_000 + index * 700).toISOString(), detail: code === "accepted" ? "id 8812" : "", by: code === "planned" ? "Анна Смирнова" : "" })) } })],
    ["POST", /^\/messages\/([^/]+)\/retries$/, () => refuse(409, "delivery.retry_refused")],
    ["GET", /^\/search$/, ({ query }) => page(store.rows.filter((one) => one.preview.toLowerCase().includes((query.get("q") ?? "").toLowerCase())).slice(0, 20).map((conversation) => ({ conversation, message_id: conversation.id, snippet: `…${conversation.preview.slice(0, 10)}\u2068${query.get("q") ?? ""}\u2069 и так далее`, sent_at: conversation.last_message_at })))],
    ["POST", /^\/files$/, ({ size }) => ({ status: 201, body: { id: crypto.randomUUID(), name: "file", media_type: "image/png", size, url: "/api/v1/files/sample", kind: "image", state: "ready" } })],
    ["GET", /^\/files\//, () => ({ body: PIXELS, headers: { "Content-Type": "image/svg+xml" } })],
    ["POST", /^\/dev\/inbound$/, () => { const found = store.rows[3 + Math.floor(Math.random() * 20)]; if (found) store.add(found, { by: "them", text: "Есть кто живой? Вопрос по гарантии" }); return {}; }],
  ];
}

function people(store: Store): Handler[] {
  const rows = CONTACTS.map((contact) => ({ ...contact, addresses: contact.identities }));
  return [
    ["GET", /^\/contacts$/, ({ query }) => page(rows.filter(({ name }) => name.toLowerCase().includes((query.get("q") ?? "").toLowerCase())))],
    ["GET", /^\/contacts\/([^/]+)$/, ({ ids }) => ({ body: CONTACTS.find((one) => one.id === ids[0]) })],
    ["PATCH", /^\/contacts\/([^/]+)$/, ({ ids, body }) => { const found = CONTACTS.find((one) => one.id === ids[0]); const attributes = { ...found?.attributes, ...body.attributes }; for (const name of Object.keys(attributes)) if (attributes[name] === null) Reflect.deleteProperty(attributes, name); if (found) Object.assign(found, body, { attributes }); return { body: found }; }],
    ["GET", /^\/contacts\/([^/]+)\/timeline$/, () => page([["conversations.conversation_opened", "2026-11-20T09:00:00Z"], ["contacts.address_added", "2026-10-02T09:00:00Z"], ["contacts.contact_created", "2026-03-14T09:00:00Z"]].map(([kind, at], index) => ({ id: String(index), at, kind, actor_kind: "system", actor_id: null, data: {} })))],
    ["POST", /^\/contacts\/([^/]+)\/merges$/, ({ body }) => ({ status: 201, body: { id: "m", kept_id: "a", other_id: body.other_id, reason: "by_hand", at: new Date().toISOString() } })],
    ["DELETE", /^\/contacts\/([^/]+)\/merges\/(.+)$/, () => ({})],
    ["GET", /^\/operators$/, () => page(store.operators)],
    ["PATCH", /^\/operators\/(.+)$/, ({ ids, body }) => { const found = store.operators.find((one) => one.id === ids[0]); if (found) Object.assign(found, body); return { body: found }; }],
    ["PUT", /^\/operators\/(.+)\/deactivation$/, () => ({})],
    ["DELETE", /^\/operators\/(.+)\/deactivation$/, () => ({})],
    ["GET", /^\/invitations$/, () => page([{ id: "i1", email: "sergey@mebel.example", role: "operator", team_ids: [], invited_by_id: null, created_at: "2026-11-19T10:00:00Z", expires_at: "2026-11-26T10:00:00Z" }])],
    ["POST", /^\/invitations$/, ({ body }) => ({ status: 201, body: { id: "i2", ...body, created_at: new Date().toISOString(), expires_at: new Date().toISOString() } })],
    ["DELETE", /^\/invitations\/(.+)$/, () => ({})],
    ["GET", /^\/teams$/, () => page([{ id: "t1", name: "Продажи", member_ids: OPERATORS.slice(0, 2).map((one) => one.id), created_at: "2026-03-01T00:00:00Z" }, { id: "t2", name: "Доставка", member_ids: [OPERATORS[2]?.id], created_at: "2026-03-01T00:00:00Z" }])],
    ["POST", /^\/teams$/, ({ body }) => ({ status: 201, body: { id: "t3", ...body } })],
    ["PATCH", /^\/teams\/(.+)$/, ({ body }) => ({ body })],
    ["DELETE", /^\/teams\/(.+)$/, () => ({})],
  ];
}

function settings(): Handler[] {
  return [
    ["GET", /^\/providers$/, () => ({ body: PROVIDERS })],
    ["GET", /^\/channels$/, () => page(CHANNELS)],
    ["POST", /^\/channels$/, ({ body }) => ({ status: 201, body: { ...CHANNELS[0], ...body, id: CHANNELS[0]?.id } })],
    ["PATCH", /^\/channels\/(.+)$/, ({ ids, body }) => { const found = CHANNELS.find((one) => one.id === ids[0]); if (found && body.enabled !== undefined) found.enabled = body.enabled; return { body: found }; }],
    ["DELETE", /^\/channels\/(.+)$/, () => ({})],
    ["POST", /^\/channel-checks$/, () => ({ body: { steps: [{ code: "email.imap_connect", ok: true, detail: "imap.mebel.example:993" }, { code: "email.imap_sign_in", ok: true, detail: "" }, { code: "email.smtp_sign_in", ok: false, detail: "535 Authentication failed" }] } })],
    ["GET", /^\/(?:channels\/[^/]+\/)?hours$/, () => ({ body: HOURS })],
    ["PUT", /^\/(?:channels\/[^/]+\/)?hours$/, ({ body }) => { Object.assign(HOURS, body); return { body: HOURS }; }],
    ["DELETE", /^\/channels\/([^/]+)\/hours$/, () => ({})],
    ["GET", /^\/snippets$/, () => page(SNIPPETS)],
    ["POST", /^\/snippets$/, ({ body }) => { SNIPPETS.push({ ...body, id: crypto.randomUUID(), used_count: 0, updated_at: new Date().toISOString() }); return { status: 201, body: SNIPPETS.at(-1) }; }],
    ["POST", /^\/snippets\/(.+)\/uses$/, () => ({})],
    ["PATCH", /^\/snippets\/(.+)$/, ({ ids, body }) => { const found = SNIPPETS.find((one) => one.id === ids[0]); if (found) Object.assign(found, body); return { body: found }; }],
    ["DELETE", /^\/snippets\/(.+)$/, ({ ids }) => { SNIPPETS.splice(SNIPPETS.findIndex((one) => one.id === ids[0]), 1); return {}; }],
    ["GET", /^\/speed$/, () => ({ body: SPEED })],
    ["GET", /^\/speed\/breakdown$/, ({ query }) => ({ body: speedBreakdown(query.get("by") ?? "") })],
    ["GET", /^\/speed\/responses\/count$/, () => ({ body: { count: speedResponses().length } })],
    ["GET", /^\/speed\/responses$/, () => page(speedResponses())],
    ["GET", /^\/api-tokens$/, () => page([{ id: "k1", name: "Выгрузка в 1С", hint: "otk_9f…2c", scopes: ["contacts.read", "conversations.read"], created_by_id: OPERATORS[0]?.id, created_at: "2026-09-01T10:00:00Z", last_used_at: "2026-11-21T08:00:00Z" }])],
    ["POST", /^\/api-tokens$/, ({ body }) => ({ status: 201, body: { id: "k2", ...body, hint: "otk_ab…", secret: "otk_3fJx9Qv0mZk2LwT7bYr5", created_at: new Date().toISOString(), last_used_at: null } })],
    ["DELETE", /^\/api-tokens\/(.+)$/, () => ({})],
    ["PATCH", /^\/workspace$/, ({ body }) => ({ body })],
    ["GET", /^\/audit$/, () => page(["workspaces.signed_in", "delivery.channel_changed", "workspaces.operator_invited", "schedule.hours_changed", "snippets.snippet_created"].map((name, index) => ({ id: String(index), at: new Date(Date.now() - index * 5_400_000).toISOString(), actor: { kind: "operator", id: OPERATORS[index % 2]?.id, name: OPERATORS[index % 2]?.name }, name, subject_id: null, data: index === 1 ? { name: "hello@mebel.example" } : {} })))],
  ];
}
