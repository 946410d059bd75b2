/** The conversation against a server that is only a wire: what is sent, what is kept, what is shown. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Message, Session } from "../src/api";

const message = (id: string, change: Partial<Message> = {}): Message => ({
  id,
  direction: "out",
  text: id,
  attachments: [],
  sent_at: `2026-11-21T10:00:0${id.length}Z`,
  state: "sent",
  ...change,
});

const session: Session = {
  token: "secret",
  visitor_id: "v",
  conversation_id: null,
  config: { title: "Shop", greeting: "", colour: "#123456", company_name: "", topics: [], preview_disclosed: true, suggestions: true, offer_email: true, push_key: "", attachments: { size_max: 10, count_max: 10 } },
  availability: { online: true, operators: [], promise: { code: "unknown_speed", params: {} }, queue: null, opens_at: null, other_channels: [] },
  messages: [],
  unread: 0,
};

class Line extends EventTarget {
  static readonly OPEN = 1;
  static all: Line[] = [];
  readyState = 1;
  sent: Record<string, unknown>[] = [];
  onmessage: (event: { data: string }) => void = () => undefined;
  onclose: (event: { code: number }) => void = () => undefined;

  constructor(readonly address: string) {
    super();
    Line.all.push(this);
  }

  send(frame: string): void {
    this.sent.push(JSON.parse(frame) as Record<string, unknown>);
  }

  close(): void {
    this.readyState = 3;
  }

  say(frame: object): void {
    this.onmessage({ data: JSON.stringify(frame) });
  }

  drop(code = 1006): void {
    this.readyState = 3;
    this.onclose({ code });
  }

  of(type: string): Record<string, unknown>[] {
    return this.sent.filter((frame) => frame.type === type);
  }
}

const line = (): Line => Line.all.at(-1) ?? new Line("none");
let answers: Record<string, () => unknown>;
let asked: string[];

async function server(address: URL, init: RequestInit): Promise<Response> {
  const name = `${init.method ?? ""} ${address.pathname.split("/visitor/")[1] ?? ""}`;
  asked.push(name);
  const answer = answers[name];
  if (!answer) throw new TypeError("network");
  return Promise.resolve(Response.json(answer()));
}

const keptKey = (): string => /"key":"(.+?)"/.exec(localStorage.getItem("otklik::outbox") ?? "")?.[1] ?? "none";
const settle = () => vi.advanceTimersByTimeAsync(0);

async function started() {
  vi.resetModules();
  const module = await import("../src/chat");
  module.open(true);
  await settle();
  line().say({ head: 0 });
  await settle();
  return module;
}

beforeEach(() => {
  localStorage.clear();
  Line.all = [];
  asked = [];
  answers = { "POST sessions": () => session, "GET messages": () => ({ items: [] }) };
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", Line);
  vi.stubGlobal("fetch", server);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("a message", () => {
  it("is shown at once, kept until acknowledged, and then shown once", async () => {
    const { write, thread } = await started();
    write("привет");
    await settle();
    expect(thread().map((one) => one.state)).toEqual(["sending"]);
    const key = String(line().of("message")[0]?.key);
    expect(localStorage.getItem("otklik::outbox")).toContain(key);

    const stored = message("m1", { key, direction: "in", text: "привет" });
    line().say({ seq: 1, kind: "message", data: { message: stored } });
    line().say({ ack: key, message: stored });
    expect(thread().map((one) => [one.text, one.state])).toEqual([["привет", "sent"]]);
    expect(localStorage.getItem("otklik::outbox")).toBeNull();
  });

  it("typed without a connection is sent with the same key when there is one", async () => {
    const { write } = await started();
    line().drop();
    write("позже");
    await vi.advanceTimersByTimeAsync(1000);
    line().say({ head: 0 });
    await settle();
    expect(line().of("message")).toMatchObject([{ text: "позже", key: keptKey() }]);
  });

  it("survives a reload of the page", async () => {
    const { write } = await started();
    line().drop();
    write("до перезагрузки");
    const again = await started();
    expect(again.thread().map((one) => one.text)).toEqual(["до перезагрузки"]);
    expect(line().of("message")).toMatchObject([{ text: "до перезагрузки" }]);
  });

  it("goes by HTTP where WebSocket never opens", async () => {
    answers["POST messages"] = () => message("m1", { key: keptKey(), direction: "in" });
    const { write, thread } = await started();
    line().drop();
    await vi.advanceTimersByTimeAsync(1000);
    line().drop();
    write("в обход");
    await settle();
    expect(asked).toContain("POST messages");
    expect(thread().map((one) => one.state)).toEqual(["sent"]);
  });

  it("that is refused says why, and can be tried again", async () => {
    const { write, thread, retry } = await started();
    write("слишком");
    await settle();
    const key = String(line().of("message")[0]?.key);
    line().say({ nack: key, code: "limits.too_many" });
    expect(thread()[0]).toMatchObject({ state: "failed", error: "limits.too_many" });
    retry(key);
    await settle();
    expect(line().of("message").map((frame) => frame.key)).toEqual([key, key]);
  });
});

describe("several messages", () => {
  it("written in a burst go once each, in order", async () => {
    const { write } = await started();
    for (const text of ["раз", "два", "три"]) write(text);
    await settle();
    expect(line().of("message").map((frame) => frame.text)).toEqual(["раз", "два", "три"]);
  });

  it("whose acknowledgements were lost go again by HTTP, with the same keys", async () => {
    const bodies: string[] = [];
    const { write } = await started();
    vi.stubGlobal("fetch", async (address: URL, init: RequestInit) => {
      if (typeof init.body === "string") bodies.push(init.body);
      return server(address, init);
    });
    write("один");
    await settle();
    const key = keptKey();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(bodies.join()).toContain(key);
    expect(line().of("message").map((frame) => frame.key)).toEqual([key]);
  });
});

describe("the connection", () => {
  it("asks for what it missed, and skips what it has", async () => {
    const { thread } = await started();
    line().say({ seq: 1, kind: "message", data: { message: message("a") } });
    line().drop();
    await vi.advanceTimersByTimeAsync(1000);
    expect(line().address).toContain("after=1");
    line().say({ head: 2 });
    line().say({ seq: 1, kind: "message", data: { message: message("a", { text: "old" }) } });
    line().say({ seq: 2, kind: "message", data: { message: message("bb") } });
    expect(thread().map((one) => one.text)).toEqual(["a", "bb"]);
  });

  it("fetches history afresh after a gap", async () => {
    const { thread } = await started();
    answers["GET messages"] = () => ({ items: [message("a"), message("bb")] });
    line().say({ gap: 900 });
    await settle();
    expect(thread().map((one) => one.id)).toEqual(["a", "bb"]);
  });

  it("begins a new session when the token is no longer good", async () => {
    await started();
    line().drop(4401);
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked.filter((name) => name === "POST sessions")).toHaveLength(2);
  });

  it("comes back after the server was away at the very start", async () => {
    delete answers["POST sessions"];
    vi.resetModules();
    const { chat, open } = await import("../src/chat");
    open(true);
    await settle();
    expect(chat).toMatchObject({ phase: "failed", error: "network", shut: false });
    answers["POST sessions"] = () => session;
    await vi.advanceTimersByTimeAsync(5000);
    expect(chat.phase).toBe("ready");
  });
});

describe("what the operator wrote", () => {
  it("is unread while the chat is closed, and seen once it is open", async () => {
    const { chat, open } = await started();
    open(false);
    line().say({ seq: 1, kind: "message", data: { message: message("a") } });
    expect(chat.unread).toBe(1);
    expect(line().of("delivered")).toEqual([{ type: "delivered", message_id: "a" }]);
    expect(line().of("seen")).toEqual([]);
    open(true);
    expect(chat.unread).toBe(0);
    expect(line().of("seen")).toEqual([{ type: "seen", message_id: "a" }]);
  });

  it("tells who the visitor talks with, and a machine is nobody", async () => {
    const { chat } = await started();
    line().say({ seq: 1, kind: "message", data: { message: message("a", { author_name: "Робот", automatic: true }) } });
    expect(chat.operator).toBeNull();
    line().say({ seq: 2, kind: "message", data: { message: message("bb", { author_name: "Анна Светлова" }) } });
    expect(chat.operator?.name).toBe("Анна Светлова");
  });

  it("is preceded by a sign of typing that does not stay for ever", async () => {
    const { chat } = await started();
    line().say({ seq: 0, kind: "typing", data: { by: { name: "Анна" } } });
    expect(chat.typing).toBe("Анна");
    await vi.advanceTimersByTimeAsync(6000);
    expect(chat.typing).toBeNull();
  });
});

describe("the preview", () => {
  it("goes at most once a second, masked, and only where it is disclosed", async () => {
    await started();
    const { type } = await import("../src/composer");
    for (const text of ["4", "41", "4111111111111111"]) type(text);
    await vi.advanceTimersByTimeAsync(900);
    type("4111111111111111 это моя карта");
    await vi.advanceTimersByTimeAsync(50);
    expect(line().of("typing").map((frame) => frame.text)).toEqual(["411111••••••••••"]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(line().of("typing")).toHaveLength(2);
  });

  it("carries no text where the company has not switched it on", async () => {
    answers["POST sessions"] = () => ({ ...session, config: { ...session.config, preview_disclosed: false } });
    await started();
    const { type } = await import("../src/composer");
    type("секрет");
    await vi.advanceTimersByTimeAsync(1000);
    expect(line().of("typing")).toEqual([{ type: "typing" }]);
  });
});
