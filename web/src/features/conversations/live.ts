/** What a live event changes in this feature's part of the query cache. Pure: applying the events to what was fetched
 *  before them gives what a fetch after them would. */
import type { InfiniteData } from "@tanstack/react-query";
import type { Page } from "@/shared/api/http";
import type { Conversation, ConversationRow, Message, Planned } from "@/shared/api/types";
import type { LiveEvent } from "@/shared/live/frames";
import type { ListFilter } from "@/features/conversations/api/keys";

export type Pages<Item> = InfiniteData<Page<Item>, string | null>;

interface Placement<Item> {
  compare: (left: Item, right: Item) => number;
  belongs: boolean;
}

export function applyToList(event: LiveEvent, filter: ListFilter, pages: Pages<ConversationRow>, myId: string): Pages<ConversationRow> {
  const row = rowOf(event);
  if (!row) return pages;
  return place(pages, asRead(row, find(pages, row.id)), { compare: orderOf(filter), belongs: belongs(row, filter, myId) });
}

export function applyToConversation(event: LiveEvent, conversation: Conversation): Conversation {
  const row = rowOf(event);
  return row?.id === conversation.id ? { ...conversation, ...asRead(row, conversation) } : conversation;
}

/** A push is the same for everyone: its unread count is the whole. My own mark is in the row I fetched. */
function asRead(row: ConversationRow, known: ConversationRow | undefined): ConversationRow {
  if (!known) return row;
  return { ...row, unread_count: Math.max(0, row.inbound_count - (known.inbound_count - known.unread_count)) };
}

/** I have read this conversation to its end. */
export function markRead<Row extends ConversationRow>(row: Row): Row {
  return row.unread_count === 0 ? row : { ...row, unread_count: 0 };
}

export function applyToMessages(event: LiveEvent, conversationId: string, pages: Pages<Message>): Pages<Message> {
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

function find<Item extends { id: string }>(pages: Pages<Item>, id: string): Item | undefined {
  for (const page of pages.pages) {
    const found = page.items.find((item) => item.id === id);
    if (found) return found;
  }
  return undefined;
}

/** Takes the item out of where it was and puts it where it belongs, keeping the pages' cursors true. */
function place<Item extends { id: string }>(data: Pages<Item>, item: Item, { compare, belongs }: Placement<Item>): Pages<Item> {
  const pages = data.pages.map((page) => ({ ...page, items: page.items.filter(({ id }) => id !== item.id) }));
  if (!belongs) return { ...data, pages };
  const home = pages.find((page) => page.items.some((other) => compare(item, other) < 0));
  if (home) home.items.splice(home.items.findIndex((other) => compare(item, other) < 0), 0, item);
  else if (!pages.at(-1)?.next_cursor) pages.at(-1)?.items.push(item);
  return { ...data, pages };
}
