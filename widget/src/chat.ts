/**
 * The conversation as this browser holds it: session, thread, what waits to be sent, who answers.
 * The screen reads it and is redrawn after each change; nothing here touches the document.
 */
import { Api, Refused, type Attachment, type Availability, type Message, type Operator, type PageFacts, type Session } from "./api";
import { fromOperator, merge } from "./messages";
import { newKey } from "./keys";
import { Outbox, type Store, type Waiting } from "./outbox";
import { Socket, type Frame } from "./socket";

const TYPING_SHOWN_MS = 6000;
const ACK_MS = 10_000;
const POLL_MS = 8000;
const OFFLINE_SHOWN_MS = 1500;
const HTTP_AFTER_TRIES = 2;
const PAGE_OF_HISTORY = 50;

export type Phase = "idle" | "starting" | "ready" | "failed";

export interface Ears {
  /** Something to redraw. */
  changed: () => void;
  started: (session: Session) => void;
  unread: (count: number) => void;
  incoming: (message: Message) => void;
}

export class Chat {
  readonly api = new Api();
  phase: Phase = "idle";
  error = "";
  session: Session | null = null;
  availability: Availability | null = null;
  operator: Operator | null = null;
  typing: { name: string } | null = null;
  offline = false;
  opened = false;
  unread = 0;
  hasEarlier = false;
  email: string | null = null;
  page: PageFacts = { url: location.href, title: "", referrer: "" };

  private messages: Message[] = [];
  private readonly outbox: Outbox;
  private socket: Socket | null = null;
  private tries = 0;
  private seenId = "";
  private flushing = false;
  private typingTimer: ReturnType<typeof setTimeout> | undefined;
  private offlineTimer: ReturnType<typeof setTimeout> | undefined;
  private poller: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly channel: string,
    private readonly language: string,
    private readonly store: Store,
    private readonly ears: Ears,
  ) {
    this.outbox = new Outbox(store);
    this.api.token = store.get("token");
  }

  /** The server's messages, then what waits in this browser, in the order it was typed. */
  get thread(): Message[] {
    const stored = new Set(this.messages.map((message) => message.key));
    return [...this.messages, ...this.outbox.all.filter((entry) => !stored.has(entry.key)).map(asMessage)];
  }

  /** The visitor wrote last and nobody has answered yet. */
  get awaiting(): boolean {
    const last = this.thread.at(-1);
    return last ? !fromOperator(last) || Boolean(last.automatic) : false;
  }

  async start(): Promise<void> {
    if (this.phase === "starting" || this.phase === "ready") return;
    this.set("starting");
    try {
      this.begin(await this.newSession());
    } catch (error) {
      this.error = error instanceof Refused ? error.code : "internal";
      this.set("failed");
    }
  }

  open(opened: boolean): void {
    this.opened = opened;
    if (opened) void this.start();
    this.markSeen();
    this.ears.changed();
  }

  write(text: string, attachments: readonly Attachment[] = []): void {
    this.outbox.add({ key: newKey(), text, attachments, at: new Date().toISOString() });
    this.ears.changed();
    void this.start();
    void this.flush();
  }

  retry(key: string): void {
    this.outbox.retry(key);
    this.ears.changed();
    void this.flush();
  }

  discard(key: string): void {
    this.outbox.acknowledge(key);
    this.ears.changed();
  }

  /** Ephemeral: what is not delivered now is of no use later. */
  tellTyping(text?: string): void {
    this.socket?.send(text === undefined ? { type: "typing" } : { type: "typing", text });
  }

  visit(page: PageFacts): void {
    this.page = page;
    this.socket?.send({ type: "page", url: page.url, title: page.title, attributes: page.attributes });
  }

  async carryOnByEmail(email: string): Promise<void> {
    await this.api.carryOnByEmail(email);
    this.email = email;
  }

  async loadEarlier(): Promise<void> {
    const arrived = await this.api.history(this.messages[0]?.id);
    this.hasEarlier = arrived.length >= PAGE_OF_HISTORY;
    this.messages = merge(this.messages, arrived);
    this.ears.changed();
  }

  /** Everything on the screen has been seen, if the screen itself is. */
  readonly markSeen = (): void => {
    if (!this.opened || document.hidden) return;
    const last = this.messages.findLast(fromOperator);
    this.setUnread(0);
    if (last && last.id !== this.seenId && this.socket?.send({ type: "seen", message_id: last.id })) this.seenId = last.id;
  };

  private async newSession(): Promise<Session> {
    try {
      return await this.api.startSession(this.channel, this.page, this.language);
    } catch (error) {
      const stale = error instanceof Refused && (error.status === 401 || error.code.includes("token"));
      if (!stale || !this.api.token) throw error;
      this.api.token = "";
      return await this.api.startSession(this.channel, this.page, this.language);
    }
  }

  private begin(session: Session): void {
    this.session = session;
    this.store.set("token", session.token);
    this.availability = session.availability;
    this.operator = session.operator ?? null;
    this.email = session.email ?? null;
    this.messages = merge(this.messages, session.messages);
    this.hasEarlier = session.messages.length >= PAGE_OF_HISTORY;
    this.settle(session.messages);
    this.setUnread(session.unread);
    this.connect(session.seq ?? null);
    this.ears.started(session);
    this.set("ready");
    this.markSeen();
  }

  private connect(after: number | null): void {
    this.socket?.close();
    this.socket = new Socket(
      this.api,
      { frame: this.take, open: this.connected, down: this.disconnected, refused: this.renew },
      after,
    );
  }

  private readonly renew = (): void => {
    this.set("idle");
    void this.start();
  };

  private readonly connected = (missed: boolean): void => {
    clearTimeout(this.offlineTimer);
    clearInterval(this.poller);
    this.tries = 0;
    this.offline = false;
    this.ears.changed();
    if (missed) void this.refetch();
    void this.flush();
    this.markSeen();
  };

  private readonly disconnected = (tries: number): void => {
    this.tries = tries;
    clearTimeout(this.offlineTimer);
    this.offlineTimer = setTimeout(() => this.showOffline(), OFFLINE_SHOWN_MS);
    if (tries !== HTTP_AFTER_TRIES) return;
    clearInterval(this.poller);
    this.poller = setInterval(() => void this.poll(), POLL_MS);
    void this.poll();
  };

  /** Some networks let HTTP through and WebSocket not: the chat then works on, only slower. */
  private async poll(): Promise<void> {
    if (document.hidden) return;
    if (await this.refetch()) await this.flush();
  }

  private showOffline(): void {
    this.offline = !this.socket?.open;
    this.ears.changed();
  }

  private async refetch(): Promise<boolean> {
    try {
      const arrived = await this.api.history();
      this.accept(arrived);
      this.offline = false;
    } catch {
      this.offline = !this.socket?.open;
    }
    this.ears.changed();
    return !this.offline;
  }

  private readonly take = (frame: Frame): void => {
    if ("ack" in frame) {
      this.outbox.acknowledge(frame.ack);
      this.accept([frame.message]);
    } else if ("nack" in frame) this.outbox.fail(frame.nack, frame.code);
    else if ("kind" in frame) this.apply(frame);
    this.ears.changed();
  };

  private apply(frame: Extract<Frame, { kind: string }>): void {
    switch (frame.kind) {
      case "message":
      case "message.changed":
        return this.accept([frame.data.message]);
      case "state":
        this.availability = frame.data.availability;
        return;
      case "operator":
        this.operator = frame.data.name ? frame.data : null;
        return;
      case "typing":
        this.showTyping(frame.data.by?.name ?? "");
    }
  }

  private showTyping(name: string): void {
    clearTimeout(this.typingTimer);
    this.typing = { name };
    this.typingTimer = setTimeout(() => {
      this.typing = null;
      this.ears.changed();
    }, TYPING_SHOWN_MS);
  }

  private accept(arrived: readonly Message[]): void {
    const known = new Set(this.messages.map((message) => message.id));
    this.messages = merge(this.messages, arrived);
    this.settle(arrived);
    const fresh = arrived.filter((message) => fromOperator(message) && !known.has(message.id));
    if (!fresh.length) return;
    this.typing = null;
    this.setUnread(this.unread + fresh.length);
    this.socket?.send({ type: "delivered", message_id: fresh.at(-1)?.id });
    fresh.forEach(this.ears.incoming);
    this.markSeen();
  }

  /** A message that came back from the server needs no more sending, whichever way it got there. */
  private settle(arrived: readonly Message[]): void {
    for (const { key } of arrived) if (key) this.outbox.acknowledge(key);
  }

  private async flush(): Promise<void> {
    if (this.flushing) return;
    this.flushing = true;
    for (const entry of this.outbox.all) if (!entry.error) await this.deliver(entry);
    this.flushing = false;
  }

  private async deliver(entry: Waiting): Promise<void> {
    const draft = { key: entry.key, text: entry.text, attachment_ids: entry.attachments.map((file) => file.id) };
    if (this.socket?.send({ type: "message", ...draft })) {
      setTimeout(() => void this.insist(entry.key), ACK_MS);
    } else if (this.tries >= HTTP_AFTER_TRIES) {
      await this.postOver(draft);
    }
  }

  /** A socket that looks open may be dead: without an acknowledgement the message goes by HTTP, with the same key. */
  private async insist(key: string): Promise<void> {
    const entry = this.outbox.all.find((other) => other.key === key && !other.error);
    if (entry && this.phase === "ready") {
      await this.postOver({ key, text: entry.text, attachment_ids: entry.attachments.map((file) => file.id) });
    }
  }

  private async postOver(draft: Parameters<Api["post"]>[0]): Promise<void> {
    try {
      const message = await this.api.post(draft);
      this.outbox.acknowledge(draft.key);
      this.accept([message]);
    } catch (error) {
      const code = error instanceof Refused ? error.code : "internal";
      const temporary = !(error instanceof Refused) || !error.status || error.status >= 500;
      if (!temporary) this.outbox.fail(draft.key, code);
    }
    this.ears.changed();
  }

  private setUnread(count: number): void {
    if (this.unread === count) return;
    this.unread = count;
    this.ears.unread(count);
  }

  private set(phase: Phase): void {
    this.phase = phase;
    this.ears.changed();
  }
}

function asMessage(entry: Waiting): Message {
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
