/**
 * A stand-in for the server while the chat is being worked on: the visitor's side of the wire and an operator who
 * answers by script. The channel's name chooses the day: online, busy, closed, away, gone. Not shipped, not tested
 * against: the truth is the product's own server.
 */
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { existsSync, readFileSync } from "node:fs";
import { extname, join, normalize } from "node:path";
import { WebSocketServer } from "ws";

const PORT = Number(process.env.PORT ?? 4173);
const ROOT = new URL("../../src/otklik/", import.meta.url).pathname;
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".webp": "image/webp" };
/** What the documentation promises to be enough for a shop with a strict policy. */
const SHOP_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; frame-src 'self'; require-trusted-types-for 'script'";
const ANNA = { name: "Анна Ковалёва", photo_url: null };

const visitors = new Map();
const files = new Map();
const at = (seconds = 0) => new Date(Date.now() + seconds * 1000).toISOString();
const later = (ms, run) => setTimeout(run, ms);

function availability(channel) {
  const base = { online: true, operators: [ANNA], promise: { code: "usually_within", params: { seconds: 110 } }, queue: null, opens_at: null, other_channels: [] };
  const others = [{ kind: "telegram", title: "Telegram", url: "https://t.me/example" }, { kind: "email", title: "hello@example.com", url: "mailto:hello@example.com" }];
  const opens = new Date(Date.now() + 86_400_000);
  opens.setHours(9, 0, 0, 0);
  if (channel === "busy") return { ...base, operators: [ANNA, { name: "Илья Ремизов" }, { name: "Ольга Тен" }], queue: { position: 3, wait_seconds: 240 }, promise: { code: "queue", params: { position: 3, wait_seconds: 240 } } };
  if (channel === "closed") return { ...base, online: false, operators: [], promise: { code: "closed_until", params: { opens_at: opens.toISOString() } }, opens_at: opens.toISOString(), other_channels: others };
  if (channel === "away") return { ...base, online: false, operators: [], promise: { code: "unknown_speed", params: {} }, other_channels: others };
  return base;
}

function session(channel, token, language) {
  const visitor = visitors.get(token) ?? { token: randomUUID(), channel, messages: [], entries: [], seq: 0, sockets: new Set(), keys: new Map() };
  visitors.set(visitor.token, visitor);
  const ru = language === "ru";
  return {
    token: visitor.token,
    visitor_id: visitor.token,
    conversation_id: visitor.messages.length ? randomUUID() : null,
    config: {
      title: ru ? "Лавка «Листок»" : "Listok shop",
      greeting: ru ? "Здравствуйте. Подскажем с выбором и расскажем о доставке." : "Hello. We can help you choose and tell you about delivery.",
      colour: visitor.channel === "yellow" ? "#ffd33d" : "#1f6f50",
      position: "right",
      company_name: ru ? "Листок" : "Listok",
      topics: (ru ? ["Где мой заказ", "Доставка и оплата", "Подобрать чай в подарок"] : ["Where is my order", "Delivery and payment", "Choose tea as a gift"]).map((title) => ({ title })),
      preview_disclosed: channel !== "plain",
      suggestions: true,
      offer_email: true,
      attachments: { size_max: 5_000_000, count_max: 10 },
    },
    availability: availability(visitor.channel),
    messages: visitor.messages.slice(-50),
    unread: 0,
  };
}

function push(visitor, kind, data, stored = true) {
  const frame = { seq: stored ? ++visitor.seq : 0, kind, data, at: at() };
  if (stored) visitor.entries.push(frame);
  for (const socket of visitor.sockets) socket.send(JSON.stringify(frame));
}

function change(visitor, message, state) {
  message.state = state;
  push(visitor, "message.changed", { message });
}

function receive(visitor, { key, text, attachment_ids = [] }) {
  const known = visitor.keys.get(key);
  if (known) return known;
  const message = { id: randomUUID(), key, direction: "in", author_name: null, author_photo_url: null, text, attachments: attachment_ids.map((id) => files.get(id).file), sent_at: at(), state: "sent", automatic: false, buttons: [] };
  visitor.keys.set(key, message);
  visitor.messages.push(message);
  push(visitor, "message", { message });
  answer(visitor, message);
  return message;
}

function answer(visitor, message) {
  later(200, () => change(visitor, message, "delivered"));
  if (!availability(visitor.channel).online) return;
  later(600, () => change(visitor, message, "read"));
  later(700, () => push(visitor, "operator", ANNA));
  later(800, () => push(visitor, "typing", { by: { kind: "operator", name: "Анна" } }, false));
  later(2200, () => say(visitor, "Добрый день. Посмотрю ваш заказ, это займёт минуту: https://example.com/orders/18 (откроется в новой вкладке)."));
}

function say(visitor, text) {
  const message = { id: randomUUID(), key: null, direction: "out", author_name: ANNA.name, author_photo_url: ANNA.photo_url, text, attachments: [], sent_at: at(), state: "sent", automatic: false, buttons: [] };
  visitor.messages.push(message);
  push(visitor, "message", { message });
}

const SUGGESTIONS = ["Как вернуть заказ", "Как получить заказ в пункте выдачи", "Какие есть способы оплаты", "How do I return an order", "How long is delivery"];

const routes = {
  "POST sessions": ({ body }) => (body.channel_id === "gone" ? [404, { code: "not_found", params: {}, request_id: "" }] : [201, session(body.channel_id, body.token, body.language)]),
  "GET messages": ({ visitor, query }) => {
    const end = query.get("before") ? visitor.messages.findIndex((message) => message.id === query.get("before")) : undefined;
    return [200, { items: visitor.messages.slice(0, end).slice(-50), next_cursor: null }];
  },
  "POST messages": ({ visitor, body }) => [201, receive(visitor, body)],
  "POST files": ({ raw, headers }) => {
    const boundary = Buffer.from(`--${/boundary=(.+)$/.exec(headers["content-type"])[1]}`);
    const start = raw.indexOf("\r\n\r\n") + 4;
    const head = raw.subarray(0, start).toString();
    const content = raw.subarray(start, raw.indexOf(boundary, start) - 2);
    const id = randomUUID();
    const type = /Content-Type: (.+)\r/i.exec(head)?.[1] ?? "application/octet-stream";
    const file = { id, name: /filename="(.*?)"/.exec(head)[1], media_type: type, size: content.length, kind: type.split("/")[0], url: `/files/${id}` };
    files.set(id, { file, content });
    return [201, file];
  },
  "POST transcripts": () => [204],
  "PUT email": () => [204],
  "GET suggestions": ({ query }) => [200, { items: SUGGESTIONS.filter((title) => title.toLowerCase().startsWith(query.get("q").toLowerCase())).map((title) => ({ title })) }],
};

function asset(path) {
  if (path === "/demo") return [200, readFileSync(join(ROOT, "domains/livechat/demo_shop/index.html"), "utf8").replaceAll("{channel}", process.env.CHANNEL ?? "online"), ".html"];
  const base = path.startsWith("/demo/") ? join(ROOT, "domains/livechat/demo_shop", path.slice(5)) : join(ROOT, "static", path);
  const file = normalize(base);
  return file.startsWith(ROOT) && existsSync(file) ? [200, readFileSync(file), extname(file)] : [404, "", ".html"];
}

async function bodyOf(request) {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function serve(request, response) {
  const url = new URL(request.url, "http://mock");
  if (url.pathname.startsWith("/api/v1/visitor/")) return callApi(request, response, url);
  if (url.pathname.startsWith("/files/")) return sendFile(response, files.get(url.pathname.slice(7)));
  if (url.pathname === "/say") {
    for (const visitor of visitors.values()) say(visitor, url.searchParams.get("text"));
    return response.end("ok");
  }
  const [status, content, type] = asset(url.pathname);
  const policy = url.pathname === "/demo" ? { "content-security-policy": SHOP_POLICY } : {};
  return response.writeHead(status, { "content-type": TYPES[type] ?? "application/octet-stream", ...policy }).end(content);
}

const sendFile = (response, { file, content }) => response.writeHead(200, { "content-type": file.media_type }).end(content);

async function callApi(request, response, url) {
  const raw = await bodyOf(request);
  const { headers, method } = request;
  const body = headers["content-type"]?.includes("json") ? JSON.parse(raw) : {};
  const visitor = visitors.get(headers.authorization?.replace("Visitor ", ""));
  const route = routes[`${method} ${url.pathname.split("/visitor/")[1]}`];
  const [status, answered] = route({ raw, body, headers, visitor, query: url.searchParams });
  response.writeHead(status, { "content-type": "application/json" }).end(answered ? JSON.stringify(answered) : "");
}

function attend(socket, url) {
  const visitor = visitors.get(url.searchParams.get("token"));
  if (!visitor) return socket.close(4401);
  socket.send(JSON.stringify({ head: visitor.seq }));
  const after = url.searchParams.get("after");
  if (after !== null) for (const entry of visitor.entries.filter((one) => one.seq > Number(after))) socket.send(JSON.stringify(entry));
  visitor.sockets.add(socket);
  socket.on("close", () => visitor.sockets.delete(socket));
  socket.on("message", (data) => {
    const frame = JSON.parse(data);
    if (process.env.LOUD) console.log(frame);
    if (frame.type === "ping") socket.send(JSON.stringify({ pong: 1 }));
    else if (frame.type === "message" && frame.text === "отказ") socket.send(JSON.stringify({ nack: frame.key, code: "limits.too_many", params: {} }));
    else if (frame.type === "message") socket.send(JSON.stringify({ ack: frame.key, message: receive(visitor, frame) }));
  });
}

const server = createServer((request, response) => void serve(request, response).catch((error) => response.writeHead(500).end(String(error))));
const sockets = new WebSocketServer({ noServer: true });
server.on("upgrade", (request, socket, head) => sockets.handleUpgrade(request, socket, head, (live) => attend(live, new URL(request.url, "http://mock"))));
server.listen(PORT, "127.0.0.1", () => console.log(`http://127.0.0.1:${PORT}/demo`));
