import { describe, expect, it } from "vitest";
import type { ConversationRow, Message, Planned, View } from "@/shared/api/types";
import type { LiveEvent } from "@/shared/live/frames";
import type { ListFilter } from "@/features/conversations/api/keys";
import { applyToConversation, applyToList, applyToMessages, applyToPlanned, belongs, orderOf, type Pages } from "@/features/conversations/live";

const ME = "me";
const PAGE = 4;

function row(id: string, change: Partial<ConversationRow> = {}): ConversationRow {
  const contact = { id: `c${id}`, name: id, avatar_url: null };
  const at = `2026-11-21T10:${id.padStart(2, "0")}:00Z`;
  return {
    id,
    number: 1,
    channel_id: "mail",
    channel_kind: "email",
    contact,
    subject: "",
    state: "open",
    assignee_id: null,
    team_id: null,
    preview: "",
    preview_author: "contact",
    last_message_at: at,
    waiting_since: at,
    promise_due_at: null,
    target_due_at: null,
    priority: "normal",
    label_ids: [],
    follower_ids: [],
    snoozed_until: null,
    merged_into_id: null,
    bad_rating_at: null,
    inbound_count: 1,
    unread_count: 0,
    ...change,
  };
}

const changed = (conversation: ConversationRow): LiveEvent => ({ seq: 1, kind: "conversation.changed", data: { conversation }, at: "" });

/** What the server would answer, page by page. */
function fetched(rows: ConversationRow[], filter: ListFilter, pageCount: number): Pages<ConversationRow> {
  const sorted = rows.filter((one) => belongs(one, filter, ME)).sort(orderOf(filter));
  const pages = Array.from({ length: pageCount }, (_, index) => {
    const items = sorted.slice(index * PAGE, (index + 1) * PAGE);
    return { items, next_cursor: sorted.length > (index + 1) * PAGE ? `after-${index}` : null };
  });
  return { pages, pageParams: pages.map(() => null) };
}

const shown = (pages: Pages<{ id: string }>) => pages.pages.flatMap(({ items }) => items.map(({ id }) => id));

const marked = (pages: Pages<ConversationRow>) => pages.pages.flatMap(({ items }) => items.filter(({ bad_rating_at }) => bad_rating_at).map(({ id }) => id));

/** A small generator with a seed, so that a failure can be repeated. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * sides);
  };
}

function shake(old: ConversationRow, roll: (sides: number) => number, step: number): ConversationRow {
  const later = `2026-11-21T11:${String(step).padStart(2, "0")}:00Z`;
  const changes: Partial<ConversationRow>[] = [
    { state: old.state === "open" ? "closed" : "open", snoozed_until: null },
    { snoozed_until: old.state === "open" ? `2026-11-22T1${roll(10)}:00:00Z` : null },
    { snoozed_until: null, waiting_since: old.waiting_since ?? later },
    { bad_rating_at: old.bad_rating_at ? null : later },
    { priority: (["low", "normal", "high", "urgent"] as const)[roll(4)] ?? "normal" },
    { label_ids: [[], ["red"], ["blue", "red"]][roll(3)] ?? [] },
    { team_id: [null, "store"][roll(2)] ?? null },
    { state: "closed", snoozed_until: null, waiting_since: null, merged_into_id: "other" },
    { assignee_id: [null, ME, "other"][roll(3)] ?? null },
    { last_message_at: later, waiting_since: old.waiting_since ?? later, inbound_count: old.inbound_count + 1 },
    { last_message_at: later, waiting_since: null, preview_author: "operator" },
  ];
  return { ...old, ...changes[roll(changes.length)] };
}

describe("a live event applied to a stale list", () => {
  const views: View[] = ["mine", "unassigned", "waiting", "open", "snoozed", "closed", "all"];
  const narrowed = views.flatMap((view): ListFilter[] => [
    { view },
    { view, label_id: "red" },
    { view, priority: "urgent" },
    { view, team_id: "store", assignee_id: ME },
    { view, label_id: "red", priority: "high" },
  ]);

  it.each(narrowed)("gives in %o what a refetch would, after any events", (filter) => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const roll = dice(seed);
      let rows = Array.from({ length: 10 }, (_, index) => row(String(index)));
      let cached = fetched(rows, filter, 10);
      for (let step = 0; step < 25; step += 1) {
        const victim = roll(rows.length + 1);
        const old = rows[victim] ?? row(String(rows.length + 10));
        const next = shake(old, roll, step);
        rows = [...rows.filter(({ id }) => id !== next.id), next];
        cached = applyToList(changed(next), filter, cached, ME);
      }
      expect([seed, shown(cached)]).toEqual([seed, shown(fetched(rows, filter, 100))]);
      expect([seed, marked(cached)]).toEqual([seed, marked(fetched(rows, filter, 100))]);
    }
  });

  it("shows that the customer rated badly, and no longer once they changed their mind", () => {
    const cached = fetched([row("1")], { view: "all" }, 1);
    const badly = applyToList(changed(row("1", { bad_rating_at: "2026-11-21T12:00:00Z" })), { view: "all" }, cached, ME);
    expect(badly.pages[0]?.items[0]?.bad_rating_at).toBe("2026-11-21T12:00:00Z");
    expect(applyToList(changed(row("1")), { view: "all" }, badly, ME).pages[0]?.items[0]?.bad_rating_at).toBeNull();
  });

  it("leaves out a row that stands on a page not loaded yet", () => {
    const rows = Array.from({ length: 10 }, (_, index) => row(String(index + 10)));
    const first = fetched(rows, { view: "all" }, 1);
    expect(shown(applyToList(changed(row("1")), { view: "all" }, first, ME))).toEqual(shown(first));
  });

  it("counts as unread only what came after I read", () => {
    const cached = fetched([row("1", { inbound_count: 7, unread_count: 0 })], { view: "all" }, 1);
    const result = applyToList(changed(row("1", { inbound_count: 9, unread_count: 9 })), { view: "all" }, cached, ME);
    expect(result.pages[0]?.items[0]?.unread_count).toBe(2);
  });

  it("keeps a channel's list free of other channels", () => {
    const cached = fetched([], { view: "all" }, 1);
    const result = applyToList(changed(row("1")), { view: "all", channel_id: "telegram" }, cached, ME);
    expect(shown(result)).toEqual([]);
  });
});

describe("a live event applied to an open conversation", () => {
  const conversation = { ...row("1"), thread_id: "t", opened_at: "", closed_at: null, can: {} as never };

  it("changes what the row knows and keeps the rest", () => {
    const result = applyToConversation(changed(row("1", { state: "closed" })), conversation, ME);
    expect(result).toMatchObject({ state: "closed", opened_at: "" });
  });

  it("shows in its head that the customer rated badly", () => {
    expect(applyToConversation(changed(row("1", { bad_rating_at: "2026-11-21T12:00:00Z" })), conversation, ME).bad_rating_at).toBe("2026-11-21T12:00:00Z");
  });

  it("ignores other conversations", () => {
    expect(applyToConversation(changed(row("2")), conversation, ME)).toBe(conversation);
  });
});

describe("a live event applied to a thread", () => {
  const message = (id: string, change: Partial<Message> = {}) => ({ id, conversation_id: "1", sent_at: `2026-11-21T10:0${id}:00Z`, text: "", ...change }) as Message;
  const thread = (...messages: Message[]): Pages<Message> => ({ pages: [{ items: messages, next_cursor: null }], pageParams: [null] });
  const added = (one: Message): LiveEvent => ({ seq: 1, kind: "message.added", data: { message: one }, at: "" });

  it("puts a message by its provider's time, not by the time it came", () => {
    expect(shown(applyToMessages(added(message("2")), "1", thread(message("3"), message("1"))))).toEqual(["3", "2", "1"]);
  });

  it("shows a message once when it comes twice", () => {
    const once = applyToMessages(added(message("2")), "1", thread(message("1")));
    expect(shown(applyToMessages(added(message("2")), "1", once))).toEqual(["2", "1"]);
  });

  it("replaces a changed message in its place", () => {
    const event: LiveEvent = { seq: 1, kind: "message.changed", data: { message: message("1", { text: "edited" }) }, at: "" };
    const result = applyToMessages(event, "1", thread(message("2"), message("1")));
    expect(result.pages[0]?.items.map(({ text }) => text)).toEqual(["", "edited"]);
  });

  it("does not pull in a changed message of a page not loaded", () => {
    const event: LiveEvent = { seq: 1, kind: "message.changed", data: { message: message("1") }, at: "" };
    expect(shown(applyToMessages(event, "1", thread(message("2"))))).toEqual(["2"]);
  });

  it("ignores messages of other conversations", () => {
    const cached = thread(message("1"));
    expect(applyToMessages(added(message("2", { conversation_id: "9" })), "1", cached)).toBe(cached);
  });
});

describe("a live event applied to what is planned", () => {
  const planned = (id: string, hour: number, change: Partial<Planned> = {}): Planned => ({
    id,
    conversation_id: "1",
    author: { kind: "operator", id: ME, name: "", photo_url: null },
    text: "",
    subject: "",
    reply_to_id: null,
    attachment_ids: [],
    send_at: new Date(Date.UTC(2026, 10, 25, hour)).toISOString(),
    only_unanswered: false,
    held_code: "",
    held_at: null,
    ...change,
  });
  const event = (id: string, changed: Planned | null, conversation_id = "1"): LiveEvent => ({ seq: 1, kind: "planned.changed", data: { conversation_id, planned_id: id, planned: changed }, at: "" });

  it("gives what a refetch would, after any events", () => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const roll = dice(seed);
      const server = new Map<string, Planned>();
      let cached: Planned[] = [];
      for (let step = 0; step < 30; step += 1) {
        const id = String(roll(6));
        const next = roll(3) === 0 ? null : planned(id, roll(24), { held_code: roll(2) ? "customer_wrote" : "" });
        if (next) server.set(id, next);
        else server.delete(id);
        cached = applyToPlanned(event(id, next), "1", cached);
      }
      const fetched = [...server.values()].sort((left, right) => left.send_at.localeCompare(right.send_at) || left.id.localeCompare(right.id));
      expect([seed, cached]).toEqual([seed, fetched]);
    }
  });

  it("ignores other conversations", () => {
    const cached = [planned("1", 9)];
    expect(applyToPlanned(event("1", null, "9"), "1", cached)).toBe(cached);
  });
});
