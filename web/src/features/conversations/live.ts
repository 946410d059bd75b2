/** What a live event changes in this feature's part of the query cache. Pure: applying the events to what was fetched
 *  before them gives what a fetch after them would. */
import type { InfiniteData } from "@tanstack/react-query";
import type { Page } from "@/shared/api/http";
import type { Conversation, ConversationRow, Message, Planned } from "@/shared/api/types";
import type { LiveEvent } from "@/shared/live/frames";
import type { ListFilter } from "@/features/conversations/api/keys";

/** `edge`: what the page ended with when it was fetched. Its cursor goes on from there, wherever that item is by now. */
type Loaded<Item> = Page<Item> & { edge?: Item | undefined; prev_cursor?: string | null };
export type Pages<Item, Place = string | null> = InfiniteData<Loaded<Item>, Place>;

/** `read_to`: how many of the customer's messages I have read, where that is known. */
export type KnownRow = ConversationRow & { read_to?: number };

interface Placement<Item> {
  compare: (left: Item, right: Item) => number;
  belongs: boolean;
}

export function applyToList(event: LiveEvent, filter: ListFilter, pages: Pages<ConversationRow>, myId: string): Pages<ConversationRow> {
  if (event.kind === "reading.changed") return event.data.operator_id === myId ? withRead(pages, event.data) : pages;
  const row = rowOf(event);
  if (!row) return pages;
  return place(pages, asRead(row, find(pages, row.id)), { compare: orderOf(filter), belongs: belongs(row, filter, myId) });
}

export function applyToConversation(event: LiveEvent, conversation: Conversation, myId: string): Conversation {
  if (event.kind === "reading.changed") {
    const mine = event.data.operator_id === myId && event.data.conversation_id === conversation.id;
    return mine ? markRead(conversation, event.data.inbound_count) : conversation;
  }
  const row = rowOf(event);
  return row?.id === conversation.id ? { ...conversation, ...asRead(row, conversation) } : conversation;
}

/** A push is the same for everyone: its unread count is that of whoever acted. My own mark is in the row I fetched. */
function asRead(row: KnownRow, known: KnownRow | undefined): KnownRow {
  return markRead(row, Math.max(row.read_to ?? 0, known ? readTo(known) : 0));
}

/** The mark outlives the counts: an event older than what was fetched must not take it back. */
export function readTo(row: KnownRow): number {
  return row.read_to ?? row.inbound_count - row.unread_count;
}

/** I have read this many of the customer's messages; not said: all there are. */
export function markRead<Row extends KnownRow>(row: Row, count = row.inbound_count): Row {
  const read = Math.max(row.read_to ?? 0, count);
  return { ...row, read_to: read, unread_count: Math.max(0, row.inbound_count - read) };
}

function withRead(pages: Pages<KnownRow>, { conversation_id: id, inbound_count: count }: { conversation_id: string; inbound_count: number }): Pages<KnownRow> {
  if (!find(pages, id)) return pages;
  return { ...pages, pages: pages.pages.map((page) => ({ ...page, items: page.items.map((row) => (row.id === id ? markRead(row, Math.max(count, readTo(row))) : row)) })) };
}

export function applyToMessages<Place>(event: LiveEvent, conversationId: string, pages: Pages<Message, Place>): Pages<Message, Place> {
  if (event.kind !== "message.added" && event.kind !== "message.changed") return pages;
  const { message } = event.data;
  if (message.conversation_id !== conversationId) return pages;
  if (event.kind === "message.changed" && !find(pages, message.id)) return pages;
  return place(pages, message, { compare: newestMessageFirst, belongs: true });
}

export function applyToPlanned(event: LiveEvent, conversationId: string, planned: Planned[]): Planned[] {
  if (event.kind !== "planned.changed" || event.data.conversation_id !== conversationId) return planned;
  const { planned_id: id, planned: changed } = event.data;
  const others = planned.filter((one) => one.id !== id);
  return changed ? [...others, changed].sort(soonestFirst) : others;
}

function soonestFirst(left: Planned, right: Planned): number {
  return Date.parse(left.send_at) - Date.parse(right.send_at) || order(left.id, right.id);
}

function rowOf(event: LiveEvent): ConversationRow | undefined {
  return event.kind === "conversation.changed" || event.kind === "message.added" ? event.data.conversation : undefined;
}

export function belongs(row: ConversationRow, filter: ListFilter, myId: string): boolean {
  const { channel_id: channel = row.channel_id, team_id: team = row.team_id, assignee_id: assignee = row.assignee_id, priority = row.priority } = filter;
  const chosen = row.channel_id === channel && row.team_id === team && row.assignee_id === assignee && row.priority === priority;
  return chosen && (!filter.label_id || row.label_ids.includes(filter.label_id)) && IN_VIEW[filter.view](row, myId);
}

type Shelf = "open" | "snoozed" | "closed" | "merged";

/** Where the lists find it: the server's own words (`shelf` in domains/conversations/models.py). */
function shelfOf({ merged_into_id, state, snoozed_until }: ConversationRow): Shelf {
  if (merged_into_id) return "merged";
  if (state === "closed") return "closed";
  return snoozed_until ? "snoozed" : "open";
}

/** The same conditions as the server's (domains/conversations/queries/listing.py). */
const IN_VIEW: Record<ListFilter["view"], (row: ConversationRow, myId: string) => boolean> = {
  mine: (row, myId) => shelfOf(row) === "open" && row.assignee_id === myId,
  unassigned: (row) => shelfOf(row) === "open" && row.assignee_id === null,
  waiting: (row) => row.waiting_since !== null,
  open: (row) => shelfOf(row) === "open",
  snoozed: (row) => shelfOf(row) === "snoozed",
  closed: (row) => shelfOf(row) === "closed",
  all: (row) => shelfOf(row) !== "merged",
};

/** Who waits longest stands first among the waiting, what wakes soonest among the snoozed; elsewhere the newest message. */
export function orderOf(filter: ListFilter): (left: ConversationRow, right: ConversationRow) => number {
  if (filter.view !== "waiting" && filter.view !== "snoozed") return newestRowFirst;
  const moment = filter.view === "waiting" ? "waiting_since" : "snoozed_until";
  return (left, right) => order(left[moment] ?? "", right[moment] ?? "") || order(left.id, right.id);
}

function newestRowFirst(left: ConversationRow, right: ConversationRow): number {
  return order(right.last_message_at, left.last_message_at) || order(right.id, left.id);
}

function newestMessageFirst(left: Message, right: Message): number {
  return order(right.sent_at, left.sent_at) || order(right.id, left.id);
}

function order(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function find<Item extends { id: string }, Place>(pages: Pages<Item, Place>, id: string): Item | undefined {
  for (const page of pages.pages) {
    const found = page.items.find((item) => item.id === id);
    if (found) return found;
  }
  return undefined;
}

/** Takes the item out of where it was and puts it where it belongs, keeping the pages' cursors true. */
function place<Item extends { id: string }, Place>(data: Pages<Item, Place>, item: Item, { compare, belongs }: Placement<Item>): Pages<Item, Place> {
  if (isBeyond(data, item, compare)) return data;
  const pages = data.pages.map((page) => ({ ...page, edge: edgeOf(page), items: page.items.filter(({ id }) => id !== item.id) }));
  if (!belongs) return { ...data, pages };
  const home = pages.find(({ items, edge }) => items.some((other) => compare(item, other) < 0) || (edge && compare(item, edge) <= 0));
  const page = home ?? (pages.at(-1)?.next_cursor ? undefined : pages.at(-1));
  if (page) page.items.splice(placeIn(page.items, item, compare), 0, item);
  return { ...data, pages };
}

/** Before pages that do not reach the beginning of the list: it comes with the page that leads there. */
function isBeyond<Item, Place>({ pages: [first] }: Pages<Item, Place>, item: Item, compare: (left: Item, right: Item) => number): boolean {
  const top = first?.prev_cursor ? first.items[0] : undefined;
  return top !== undefined && compare(item, top) < 0;
}

function edgeOf<Item>({ edge, next_cursor: cursor, items }: Loaded<Item>): Item | undefined {
  return cursor ? (edge ?? items.at(-1)) : undefined;
}

function placeIn<Item>(items: readonly Item[], item: Item, compare: (left: Item, right: Item) => number): number {
  const index = items.findIndex((other) => compare(item, other) < 0);
  return index < 0 ? items.length : index;
}
