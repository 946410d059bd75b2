/** The live-screen test: whatever happens on the server, and however its answers and events are delayed, cut off and
 *  replayed, the cache ends as a fresh desk would fetch it. The server is a small model; everything else is the desk's. */
import { InfiniteQueryObserver, QueryClient, QueryObserver } from "@tanstack/react-query";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DeskEvents } from "@/app/live";
import { belongs, markRead, orderOf, type KnownRow, type Pages } from "@/features/conversations/live";
import { keys, type ListFilter } from "@/features/conversations/api/keys";
import { messagesOf, paging, type ThreadPlace } from "@/features/conversations/api/messages";
import type { Page } from "@/shared/api/http";
import type { ConversationRow, Message, Planned, ThreadPage, View } from "@/shared/api/types";
import type { LiveEvent } from "@/shared/live/frames";
import { LiveSocket, type Wire } from "@/shared/live/socket";

const ME = "me";
const PAGE = 3;
const KEPT_EVENTS = 12;
const OPEN_ID = "c0";
const SAID_BEFORE = 7;
const FIRST_MESSAGE = "m1";
const SCROLLED_FROM = "m12";
const PAGES_KEPT = 2;
const VIEWS: View[] = ["mine", "unassigned", "waiting", "open", "snoozed", "closed", "all"];
const NARROW: Omit<ListFilter, "view">[] = [{}, { label_id: "red" }, { priority: "urgent" }, { team_id: "store" }, { assignee_id: "other" }, { channel_id: "chat" }, { label_id: "red", priority: "high" }];
const FILTERS: ListFilter[] = VIEWS.flatMap((view) => NARROW.map((narrow) => ({ view, ...narrow })));

const moment = (tick: number) => new Date(Date.UTC(2026, 10, 21, 10) + tick * 1000).toISOString();

class Server {
  rows = new Map<string, ConversationRow>();
  messages = new Map<string, Message[]>();
  read = new Map<string, number>();
  planned = new Map<string, Planned[]>();
  log: LiveEvent[] = [];
  tick = 0;
  asked: (() => void)[] = [];

  constructor() {
    for (let index = 0; index < 8; index += 1) this.write(`c${index}`);
    for (let index = 0; index < SAID_BEFORE; index += 1) this.write(OPEN_ID);
  }

  get head() {
    return this.log.length;
  }

  write(id: string): void {
    this.tick += 1;
    const old = this.rows.get(id) ?? blank(id);
    const at = moment(this.tick);
    const woken: Partial<ConversationRow> = old.merged_into_id ? {} : { state: "open", snoozed_until: null, waiting_since: old.waiting_since ?? at };
    this.said(id, "in", { ...old, ...woken, inbound_count: old.inbound_count + 1, last_message_at: at, preview_author: "contact" });
  }

  answer(id: string): void {
    this.tick += 1;
    const old = this.row(id);
    this.said(id, "out", { ...old, waiting_since: null, last_message_at: moment(this.tick), preview_author: "operator" });
  }

  change(id: string, what: (row: ConversationRow) => Partial<ConversationRow>): void {
    this.tick += 1;
    const row = { ...this.row(id), ...what(this.row(id)) };
    this.rows.set(id, row);
    this.tell("conversation.changed", { conversation: { ...row, unread_count: this.tick % 2 ? row.inbound_count : 0 } });
  }

  edit(id: string, which: number, change: Partial<Message>): void {
    const all = this.messages.get(id) ?? [];
    const old = all[which % Math.max(all.length, 1)];
    if (!old) return;
    const message = { ...old, ...change };
    this.messages.set(id, all.map((one) => (one.id === old.id ? message : one)));
    this.tell("message.changed", { message });
  }

  markRead(id: string, reader: string): void {
    const { inbound_count } = this.row(id);
    if (reader === ME) this.read.set(id, inbound_count);
    this.tell("reading.changed", { conversation_id: id, operator_id: reader, inbound_count });
  }

  list(filter: ListFilter, cursor: string | null): Page<ConversationRow> {
    const compare = orderOf(filter);
    const after = cursor ? (JSON.parse(cursor) as ConversationRow) : null;
    const rows = [...this.rows.values()].filter((row) => belongs(row, filter, ME) && (!after || compare(after, row) < 0)).sort(compare);
    const items = rows.slice(0, PAGE);
    return { items: items.map((row) => this.mine(row)), next_cursor: rows.length > PAGE ? JSON.stringify(items.at(-1)) : null };
  }

  thread(id: string, place: ThreadPlace): ThreadPage {
    const all = (this.messages.get(id) ?? []).toSorted((left, right) => (left.sent_at < right.sent_at ? 1 : left.sent_at > right.sent_at ? -1 : left.id < right.id ? 1 : -1));
    const at = (wanted: string | undefined) => all.findIndex((one) => one.id === wanted);
    const from = place.around ? Math.max(0, at(place.around) - 1) : place.after ? Math.max(0, at(place.after) - PAGE) : at(place.cursor) + 1;
    const items = all.slice(from, place.after ? at(place.after) : from + PAGE);
    return { items, next_cursor: from + items.length < all.length ? (items.at(-1)?.id ?? null) : null, prev_cursor: from > 0 ? (items[0]?.id ?? null) : null };
  }

  plan(id: string, which: number, change: Partial<Planned> | null): void {
    this.tick += 1;
    const planned_id = `p${which}`;
    const others = (this.planned.get(id) ?? []).filter((one) => one.id !== planned_id);
    const planned = change && ({ id: planned_id, conversation_id: id, text: "", send_at: moment(this.tick), ...change } as Planned);
    this.planned.set(id, planned ? [...others, planned] : others);
    this.tell("planned.changed", { conversation_id: id, planned_id, planned });
  }

  plannedOf(id: string): Planned[] {
    return (this.planned.get(id) ?? []).toSorted((left, right) => (left.send_at < right.send_at ? -1 : left.send_at > right.send_at ? 1 : left.id < right.id ? -1 : 1));
  }

  mine(row: ConversationRow): ConversationRow {
    return { ...row, unread_count: Math.max(0, row.inbound_count - (this.read.get(row.id) ?? 0)) };
  }

  /** The snapshot is taken at the asking, the answer comes when the test lets it. */
  later<Answer>(answer: Answer): Promise<Answer> {
    return new Promise((resolve) => this.asked.push(() => resolve(answer)));
  }

  row(id: string): ConversationRow {
    const row = this.rows.get(id);
    if (!row) throw new Error(id);
    return row;
  }

  private said(id: string, direction: "in" | "out", row: ConversationRow): void {
    const conversation = { ...row, unread_count: this.tick % 2 ? row.inbound_count : 0 }; // of whoever acted
    this.rows.set(id, conversation);
    const message = { id: `m${this.tick}`, conversation_id: id, direction, kind: "message", text: "", sent_at: moment(this.tick - (this.tick % 3)) } as Message;
    this.messages.set(id, [...(this.messages.get(id) ?? []), message]);
    this.tell("message.added", { message, conversation });
  }

  private tell(kind: LiveEvent["kind"], data: unknown): void {
    this.log.push({ seq: this.log.length + 1, kind, data, at: "" } as LiveEvent);
  }
}

function blank(id: string): ConversationRow {
  const channel = Number(id.slice(1)) % 2 ? "mail" : "chat";
  const nobody = { assignee_id: null, team_id: null, waiting_since: null, promise_due_at: null, target_due_at: null, snoozed_until: null, merged_into_id: null, bad_rating_at: null };
  const about = { id, number: 1, channel_id: channel, channel_kind: channel, contact: { id, name: id, avatar_url: null }, subject: "", preview: "" };
  return { ...about, ...nobody, state: "open", preview_author: "contact", last_message_at: "", priority: "normal", label_ids: [], follower_ids: [], inbound_count: 0, unread_count: 0 };
}

/** A desk with lists and a thread open, on a socket that hands over only what the test lets through. */
class Screen {
  readonly client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: 30_000, networkMode: "always" } } });
  readonly desk = new DeskEvents(this.client, ME);
  private readonly lists;
  private readonly thread;
  /** Opened by a link in the middle, and scrolled with no more pages than are kept. */
  private readonly linked;
  private readonly scrolled;
  private readonly planned;
  private readonly socket: LiveSocket;
  private wire: Wire | null = null;
  private handed = 0;
  private readonly leave: (() => void)[];

  constructor(
    private readonly server: Server,
    filters: readonly ListFilter[],
  ) {
    const paged = { initialPageParam: null as string | null, getNextPageParam: (page: Page<unknown>) => page.next_cursor };
    this.lists = filters.map((filter) => ({
      filter,
      seen: new InfiniteQueryObserver(this.client, { ...paged, queryKey: keys.list(filter), queryFn: ({ pageParam }) => server.later(server.list(filter, pageParam)) }),
    }));
    const part = (initialPageParam: ThreadPlace, maxPages?: number) => ({
      ...paging,
      initialPageParam,
      ...(maxPages !== undefined && { maxPages }),
      queryKey: keys.messages(OPEN_ID, initialPageParam.around),
      queryFn: ({ pageParam }: { pageParam: ThreadPlace }) => server.later(server.thread(OPEN_ID, pageParam)),
    });
    this.thread = new InfiniteQueryObserver(this.client, part({}));
    this.linked = new InfiniteQueryObserver(this.client, part({ around: FIRST_MESSAGE }));
    this.scrolled = new InfiniteQueryObserver(this.client, part({ around: SCROLLED_FROM }, PAGES_KEPT));
    this.planned = new QueryObserver(this.client, { queryKey: keys.planned(OPEN_ID), queryFn: () => server.later(server.plannedOf(OPEN_ID)) });
    this.client.setQueryDefaults(["conversations", "one"], {});
    this.socket = new LiveSocket({ after: this.server.head, open: (after) => this.opened(after), onEvent: (event) => this.desk.heard(event), onGap: () => this.desk.lost(), onState: () => undefined, random: () => 1 });
    this.leave = [this.desk.start(), ...this.lists.map(({ seen }) => seen.subscribe(() => undefined)), ...[this.thread, this.linked, this.scrolled].map((seen) => seen.subscribe(() => undefined)), this.planned.subscribe(() => undefined)];
    this.socket.start();
  }

  private opened(after: number | null): Wire {
    const wire: Wire = { send: () => undefined, close: () => undefined, onopen: null, onmessage: null, onclose: null };
    this.wire = wire;
    queueMicrotask(() => this.welcome(wire, after));
    return wire;
  }

  private welcome(wire: Wire, after: number | null): void {
    wire.onopen?.();
    const oldest = Math.max(0, this.server.head - KEPT_EVENTS);
    this.handed = after ?? this.server.head;
    wire.onmessage?.({ data: JSON.stringify({ head: this.server.head }) });
    if (this.handed >= oldest) return;
    this.handed = this.server.head;
    wire.onmessage?.({ data: JSON.stringify({ gap: this.server.head }) });
  }

  hear(count: number): void {
    for (; count > 0 && this.wire?.onmessage && this.handed < this.server.head; count -= 1) {
      this.handed += 1;
      this.wire.onmessage({ data: JSON.stringify(this.server.log[this.handed - 1]) });
    }
  }

  cut(): void {
    this.wire?.onclose?.();
  }

  more(which: number): void {
    const seen = which < this.lists.length ? this.lists[which]?.seen : [this.thread, this.linked, this.scrolled][which - this.lists.length];
    if (seen?.getCurrentResult().hasNextPage && !seen.getCurrentResult().isFetching) void seen.fetchNextPage();
  }

  newer(scrolled: boolean): void {
    const seen = scrolled ? this.scrolled : this.linked;
    if (seen.getCurrentResult().hasPreviousPage && !seen.getCurrentResult().isFetching) void seen.fetchPreviousPage();
  }

  readHere(id: string): void {
    this.server.markRead(id, ME);
    this.client.setQueriesData({ queryKey: keys.lists }, (data: Pages<KnownRow> | undefined) => data && { ...data, pages: data.pages.map((page) => ({ ...page, items: page.items.map((row) => (row.id === id ? markRead(row) : row)) })) });
  }

  async quiet(): Promise<void> {
    for (let turn = 0; turn < 6; turn += 1) {
      await vi.advanceTimersByTimeAsync(20_000);
      this.hear(Infinity);
      while (this.server.asked.length > 0) await this.answer(Infinity);
    }
  }

  async answer(count: number): Promise<void> {
    for (const give of this.server.asked.splice(0, count)) give();
    await vi.advanceTimersByTimeAsync(1);
  }

  /** Goes on to the end of each list, so that what hides between two pages is missed too. */
  async toTheEnd(): Promise<void> {
    for (let turn = 0; turn < 20; turn += 1) {
      for (let which = 0; which <= this.lists.length + 1; which += 1) this.more(which);
      while (this.server.asked.length > 0) await this.answer(Infinity);
      this.newer(false);
      while (this.server.asked.length > 0) await this.answer(Infinity);
    }
  }

  shown(): unknown {
    const flat = (pages: { items: unknown[] }[] | undefined) => pages?.flatMap(({ items }) => items);
    const lists = this.lists.map(({ filter, seen }) => ({ filter, rows: flat(seen.getCurrentResult().data?.pages)?.map(withoutMark) }));
    const whole = (seen: typeof this.linked) => messagesOf(seen.getCurrentResult().data);
    return { lists, thread: whole(this.thread), linked: whole(this.linked), scrolled: whole(this.scrolled), planned: this.planned.getCurrentResult().data };
  }

  fresh(): unknown {
    const whole = <Item,>(ask: (cursor: string | null) => Page<Item>): Item[] => {
      const items: Item[] = [];
      for (let cursor: string | null | undefined = null; cursor !== undefined; ) {
        const page: Page<Item> = ask(cursor);
        items.push(...page.items);
        cursor = page.next_cursor ?? undefined;
      }
      return items;
    };
    const lists = this.lists.map(({ filter }) => ({ filter, rows: whole((cursor) => this.server.list(filter, cursor)) }));
    const thread = whole((cursor) => this.server.thread(OPEN_ID, cursor ? { cursor } : {}));
    // Of the part that was scrolled to, whatever it is: nothing between its ends may be missing.
    const part = messagesOf(this.scrolled.getCurrentResult().data).map(({ id }) => id);
    const at = thread.findIndex(({ id }) => id === part[0]);
    return { lists, thread, linked: thread, scrolled: thread.slice(at, at + part.length), planned: this.server.plannedOf(OPEN_ID) };
  }

  close(): void {
    this.socket.stop();
    this.leave.forEach((leave) => leave());
    this.client.clear();
  }
}

function withoutMark(row: unknown): unknown {
  const copy = { ...(row as KnownRow) };
  delete copy.read_to;
  return copy;
}

type Act = (screen: Screen, server: Server) => void | Promise<void>;

const id = fc.integer({ min: 0, max: 8 }).map((number) => `c${number === 8 ? 3 : number}`);
const CHANGES: ((row: ConversationRow, roll: number, tick: number) => Partial<ConversationRow>)[] = [
  () => ({ state: "closed", snoozed_until: null, waiting_since: null }),
  (row) => (row.merged_into_id ? {} : { state: "open" }),
  (_, roll) => ({ assignee_id: [null, ME, "other"][roll % 3] ?? null }),
  (_, roll) => ({ team_id: [null, "store"][roll % 2] ?? null }),
  (_, roll) => ({ label_ids: [[], ["red"], ["blue", "red"]][roll % 3] ?? [] }),
  (_, roll) => ({ priority: (["low", "normal", "high", "urgent"] as const)[roll % 4] ?? "normal" }),
  (row, roll, tick) => (row.state === "open" ? { snoozed_until: moment(tick + 1000 + roll) } : {}),
  () => ({ snoozed_until: null }),
  () => ({ waiting_since: null }),
  (row) => (row.merged_into_id ? { merged_into_id: null } : { merged_into_id: "c9", state: "closed", snoozed_until: null, waiting_since: null }),
  (_, roll) => ({ follower_ids: roll % 2 ? [ME] : [] }),
];

const act: fc.Arbitrary<[string, Act]> = fc.oneof(
  { weight: 4, arbitrary: id.map((one): [string, Act] => [`write ${one}`, (_, server) => server.write(one)]) },
  { weight: 1, arbitrary: fc.integer({ min: 10, max: 14 }).map((one): [string, Act] => [`write c${one}`, (_, server) => server.write(`c${one}`)]) },
  { weight: 2, arbitrary: id.map((one): [string, Act] => [`answer ${one}`, (_, server) => server.answer(one)]) },
  {
    weight: 8,
    arbitrary: fc.tuple(id, fc.nat(CHANGES.length - 1), fc.nat(11)).map(([one, which, roll]): [string, Act] => [`change ${one} ${which} ${roll}`, (_, server) => server.change(one, (row) => CHANGES[which]?.(row, roll, server.tick) ?? {})]),
  },
  { weight: 2, arbitrary: fc.nat(20).map((which): [string, Act] => [`edit ${which}`, (_, server) => server.edit(OPEN_ID, which, { text: `edited ${server.tick}` })]) },
  { weight: 1, arbitrary: fc.nat(20).map((which): [string, Act] => [`delete ${which}`, (_, server) => server.edit(OPEN_ID, which, { text: "", deleted_at: moment(server.tick) })]) },
  { weight: 2, arbitrary: id.map((one): [string, Act] => [`read here ${one}`, (screen) => screen.readHere(one)]) },
  { weight: 1, arbitrary: id.map((one): [string, Act] => [`read elsewhere ${one}`, (_, server) => server.markRead(one, ME)]) },
  { weight: 1, arbitrary: id.map((one): [string, Act] => [`another reads ${one}`, (_, server) => server.markRead(one, "other")]) },
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 9 }).map((count): [string, Act] => [`hear ${count}`, (screen) => screen.hear(count)]) },
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 3 }).map((count): [string, Act] => [`answered ${count}`, (screen) => screen.answer(count)]) },
  { weight: 3, arbitrary: fc.nat(6).map((which): [string, Act] => [`more ${which}`, (screen) => screen.more(which)]) },
  { weight: 2, arbitrary: fc.boolean().map((scrolled): [string, Act] => [`newer ${scrolled}`, (screen) => screen.newer(scrolled)]) },
  { weight: 2, arbitrary: fc.tuple(fc.nat(3), fc.option(fc.nat(9))).map(([which, later]): [string, Act] => [`plan ${which} ${later}`, (_, server) => server.plan(OPEN_ID, which, later === null ? null : { send_at: moment(server.tick + later), text: `${server.tick}` })]) },
  { weight: 1, arbitrary: fc.constant<[string, Act]>(["cut", (screen) => screen.cut()]) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 900 }).map((ms): [string, Act] => [`wait ${ms}`, async () => {
    await vi.advanceTimersByTimeAsync(ms);
  }]) },
);

let server: Server;
vi.mock("@/features/conversations/api/one", () => ({
  conversationQuery: (one: string) => ({ queryKey: ["conversations", "one", one], queryFn: () => server.later(server.mine(server.row(one))) }),
}));

describe("the screen built from pushed events", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("equals what a refetch would show, after anything that can happen", { timeout: 60_000 }, async () => {
    const story = fc.tuple(fc.shuffledSubarray(FILTERS, { minLength: 4, maxLength: 4 }), fc.array(act, { maxLength: 60 }));
    await fc.assert(
      fc.asyncProperty(story, async ([filters, acts]) => {
        server = new Server();
        const screen = new Screen(server, filters);
        await screen.answer(Infinity);
        for (const [, play] of acts) await play(screen, server);
        await screen.quiet();
        await screen.toTheEnd();
        const both = [screen.shown(), screen.fresh()];
        screen.close();
        expect(both[0]).toEqual(both[1]);
      }),
      { numRuns: 150 },
    );
  });
});
