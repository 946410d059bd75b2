/** Live events meet the query cache: each feature's pure function is applied to the entries it owns. */
import { useQueryClient, type Query, type QueryClient, type QueryKey } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo } from "react";
import { Replay } from "@/app/replay";
import { absencesQuery } from "@/features/absences";
import { applyToConversation, applyToList, applyToMessages, applyToPlanned, conversationQuery, keys, readTo } from "@/features/conversations";
import { channelsQuery, PREPARED } from "@/features/delivery";
import { GOODS } from "@/features/goods";
import { applyToNotifications } from "@/features/notifications";
import { POSTS } from "@/features/posts";
import { ROUTING } from "@/features/routing";
import { SEGMENTS } from "@/features/segments";
import { SNIPPETS } from "@/features/snippets";
import { applyToOperators, operatorsQuery, sessionQuery, useMe } from "@/features/workspaces";
import type { Conversation, ConversationRow, Message, Operator, Planned } from "@/shared/api/types";
import type { LiveEvent } from "@/shared/live/frames";

const REFRESH_EVERY_MS = 800;
const STRANGERS_MAX = 20;

type ListFilter = Parameters<typeof applyToList>[1];
type ListPages = Parameters<typeof applyToList>[2];
type MessagePages = Parameters<typeof applyToMessages>[2];

export function applyToCache(client: QueryClient, event: LiveEvent, myId: string): void {
  const told = withMyMark(client, event);
  for (const query of client.getQueryCache().findAll({ queryKey: ["conversations"] })) applyToQuery(client, told, query, myId);
  const message = messageOf(event);
  if (message) void client.invalidateQueries({ queryKey: keys.trail(message.id) });
  applyToRest(client, event);
}

/** One entry of the cache; again and again the same event gives the same. */
export function applyToQuery(client: QueryClient, event: LiveEvent, { queryKey }: Pick<Query, "queryKey">, myId: string): void {
  const [, what, about] = queryKey;
  if (what === "list") client.setQueryData(queryKey, (pages: ListPages | undefined) => pages && applyToList(event, about as ListFilter, pages, myId));
  if (what === "one") client.setQueryData(queryKey, (old: Conversation | undefined) => old && applyToConversation(event, old, myId));
  if (what === "messages") client.setQueryData(queryKey, (pages: MessagePages | undefined) => pages && applyToMessages(event, about as string, pages));
}

/** A list that did not show the conversation does not know how far I have read it; another may. */
function withMyMark(client: QueryClient, event: LiveEvent): LiveEvent {
  const row = rowOf(event);
  const mark = row && markOf(client, row.id);
  if (!row || mark === undefined) return event;
  return { ...event, data: { ...event.data, conversation: { ...row, read_to: mark } } } as LiveEvent;
}

export function markOf(client: QueryClient, id: string): number | undefined {
  const lists = client.getQueriesData<ListPages>({ queryKey: keys.lists }).flatMap(([, data]) => data?.pages ?? []);
  const known = [client.getQueryData<Conversation>(keys.one(id)), ...lists.map(({ items }) => items.find((row) => row.id === id))];
  return known.reduce<number | undefined>((most, row) => (row ? Math.max(most ?? 0, readTo(row)) : most), undefined);
}

/** What is asked for again, whatever exactly was changed in it. */
const STALE: Partial<Record<LiveEvent["kind"], readonly QueryKey[]>> = {
  "absence.changed": [absencesQuery.queryKey],
  "automation.changed": [["automations"]],
  "bonus.changed": [["bonus"]],
  "campaign.changed": [["campaigns"]],
  "campaign.progress": [["campaigns", "figures"], ["campaigns", "review"], ["campaigns", "one"]],
  "channel.changed": [channelsQuery.queryKey],
  "consultation.changed": [["consultations"]],
  "contact.changed": [keys.lists, ["conversations", "one"], ["contacts"], ["activity", "person"], ["activity", "facts"]],
  "contacts.imported": [["contacts"], ["activity"]],
  "purposes.changed": [["consents"], ["contacts", "consents"]],
  "contact_policy.changed": [["contact_policy"], ["contacts", "policy"]],
  "suppressions.changed": [["suppressions"], ["contacts", "consents"]],
  // Hours of one are inherited by others, and every promise is counted in them.
  "facts.recorded": [["activity", "person"], ["activity", "facts"]],
  "goods.changed": [GOODS],
  "goods.feed_changed": [[...GOODS, "feed"]],
  "goods.circles_counted": [[...GOODS, "circles"]],
  "hours.changed": [["hours"], ["promises", "now"]],
  "import.changed": [["activity", "imports"]],
  "journey.changed": [["journeys"]],
  "label.changed": [keys.labels],
  "macro.changed": [["macros"]],
  "posts.changed": [POSTS],
  "prepared.changed": [PREPARED],
  "prices.changed": [["prices"]],
  "rating.changed": [["ratings", "said"]],
  "reach.changed": [["reach"]],
  "rfm.counted": [["activity", "rfm"], ["activity", "person"]],
  "routing.changed": [ROUTING],
  "routing.queue_changed": [ROUTING],
  "saved_view.changed": [keys.views, keys.counts],
  "segment.changed": [SEGMENTS],
  "snippet.changed": [SNIPPETS],
  "target.changed": [["targets", "set"]],
  "task.changed": [["tasks"]],
  "template.changed": [["templates"]],
};

function applyToRest(client: QueryClient, event: LiveEvent): void {
  applyPlanned(client, event);
  client.setQueryData(operatorsQuery.queryKey, (operators: Operator[] | undefined) => operators && applyToOperators(event, operators));
  const moved = event.kind === "conversation.moved" ? event.data.ids.map((id) => keys.messages(id)) : [];
  for (const queryKey of [...moved, ...(STALE[event.kind] ?? [])]) void client.invalidateQueries({ queryKey });
}

function applyPlanned(client: QueryClient, event: LiveEvent): void {
  if (event.kind !== "planned.changed") return;
  const id = event.data.conversation_id;
  client.setQueryData(keys.planned(id), (planned: Planned[] | undefined) => planned && applyToPlanned(event, id, planned));
  void client.invalidateQueries({ queryKey: keys.ownPlanned });
}

function rowOf(event: LiveEvent): ConversationRow | undefined {
  return event.kind === "conversation.changed" || event.kind === "message.added" ? event.data.conversation : undefined;
}

function messageOf(event: LiveEvent): Message | undefined {
  return event.kind === "message.added" || event.kind === "message.changed" ? event.data.message : undefined;
}

/** Keeps the cache in step with the server: events as they come, and what they cannot say asked for again. */
export class DeskEvents {
  private readonly replay: Replay;
  private readonly touched = new Set<string>();
  private readonly strangers = new Set<string>();
  private owed = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly client: QueryClient,
    private readonly myId: string,
  ) {
    this.replay = new Replay(client, (event, query) => applyToQuery(client, withMyMark(client, event), query, myId));
  }

  /** Returns what ends it. */
  start(): () => void {
    const stop = this.replay.start();
    return () => {
      stop();
      clearTimeout(this.timer);
    };
  }

  heard(event: LiveEvent): void {
    this.replay.hear(event);
    const row = rowOf(event);
    if (row && markOf(this.client, row.id) === undefined && mayBeRead(event, row)) this.strangers.add(row.id);
    applyToCache(this.client, event, this.myId);
    if (row) this.touched.add(row.id);
    if (event.kind === "debt.changed") this.owed = true;
    if (row || this.owed || event.kind === "contact.changed") this.timer ??= setTimeout(() => void this.refresh(), REFRESH_EVERY_MS);
  }

  lost(): void {
    void this.client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "session" });
  }

  /** What an open conversation may still send depends on who wrote last, and counts are the server's to count: both
   *  are asked for again, at most once in a while however many events come. */
  private async refresh(): Promise<void> {
    this.timer = undefined;
    for (const id of this.touched) void this.client.invalidateQueries({ queryKey: keys.one(id) });
    this.touched.clear();
    if (this.owed) void this.client.invalidateQueries({ queryKey: ["debts"] });
    this.owed = false;
    void this.client.invalidateQueries({ queryKey: keys.counts });
    await this.getToKnow();
  }

  /** How far I have read what no list showed before. */
  private async getToKnow(): Promise<void> {
    const shown = this.client.getQueriesData<ListPages>({ queryKey: keys.lists }).flatMap(([, data]) => data?.pages.flatMap(({ items }) => items.map(({ id }) => id)) ?? []);
    const ids = [...this.strangers].filter((id) => shown.includes(id));
    this.strangers.clear();
    if (ids.length > STRANGERS_MAX) return this.client.invalidateQueries({ queryKey: keys.lists });
    for (const id of ids) {
      const found = await this.client.query({ ...conversationQuery(id), staleTime: 0 }).catch(() => undefined);
      if (!found) continue;
      const data = { conversation_id: id, operator_id: this.myId, inbound_count: readTo(found) };
      applyToCache(this.client, { seq: 0, kind: "reading.changed", data, at: "" }, this.myId);
    }
  }
}

/** The first message of all cannot have been read by anybody. */
function mayBeRead(event: LiveEvent, { inbound_count: count }: ConversationRow): boolean {
  return count > (event.kind === "message.added" && event.data.message.direction === "in" ? 1 : 0);
}

export function useDeskEvents() {
  const client = useQueryClient();
  const myId = useMe().operator.id;
  const desk = useMemo(() => new DeskEvents(client, myId), [client, myId]);
  useEffect(() => desk.start(), [desk]);
  const onEvent = useCallback(
    (event: LiveEvent) => {
      desk.heard(event);
      applyToNotifications(client, event, myId);
    },
    [client, desk, myId],
  );
  const onGap = useCallback(() => desk.lost(), [desk]);
  const onRefused = useCallback(() => void client.invalidateQueries({ queryKey: sessionQuery.queryKey }), [client]);
  return { onEvent, onGap, onRefused };
}
