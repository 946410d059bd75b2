/** Live events meet the query cache: each feature's pure function is applied to the entries it owns. */
import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useCallback, useRef } from "react";
import { absencesQuery } from "@/features/absences";
import { applyToConversation, applyToList, applyToMessages, applyToPlanned, keys } from "@/features/conversations";
import { channelsQuery } from "@/features/delivery";
import { applyToNotifications } from "@/features/notifications";
import { ROUTING } from "@/features/routing";
import { snippetsQuery } from "@/features/snippets";
import { applyToOperators, operatorsQuery, sessionQuery, useMe } from "@/features/workspaces";
import type { Conversation, ConversationRow, Message, Operator, Planned } from "@/shared/api/types";
import type { LiveEvent } from "@/shared/live/frames";

const REFRESH_EVERY_MS = 800;

type ListFilter = Parameters<typeof applyToList>[1];
type ListPages = Parameters<typeof applyToList>[2];
type MessagePages = Parameters<typeof applyToMessages>[2];

export function applyToCache(client: QueryClient, event: LiveEvent, myId: string): void {
  for (const query of client.getQueryCache().findAll({ queryKey: keys.lists })) {
    const filter = query.queryKey[2] as ListFilter;
    client.setQueryData(query.queryKey, (pages: ListPages | undefined) => pages && applyToList(event, filter, pages, myId));
  }
  const row = rowOf(event);
  if (row) client.setQueryData(keys.one(row.id), (old: Conversation | undefined) => old && applyToConversation(event, old));
  const message = messageOf(event);
  if (message) {
    const id = message.conversation_id;
    client.setQueryData(keys.messages(id), (pages: MessagePages | undefined) => pages && applyToMessages(event, id, pages));
    void client.invalidateQueries({ queryKey: keys.trail(message.id) });
  }
  applyToRest(client, event);
}

/** What is asked for again, whatever exactly was changed in it. */
const STALE: Partial<Record<LiveEvent["kind"], readonly string[]>> = {
  "channel.changed": channelsQuery.queryKey,
  "consultation.changed": ["consultations"],
  "macro.changed": ["macros"],
  "automation.changed": ["automations"],
  "rating.changed": ["ratings", "said"],
  "snippet.changed": snippetsQuery.queryKey,
};

function applyToRest(client: QueryClient, event: LiveEvent): void {
  applyPlanned(client, event);
  client.setQueryData(operatorsQuery.queryKey, (operators: Operator[] | undefined) => operators && applyToOperators(event, operators));
  if (event.kind === "conversation.moved") for (const id of event.data.ids) void client.invalidateQueries({ queryKey: keys.messages(id) });
  if (event.kind === "label.changed") void client.invalidateQueries({ queryKey: keys.labels });
  if (event.kind === "saved_view.changed") for (const queryKey of [keys.views, keys.counts]) void client.invalidateQueries({ queryKey });
  if (event.kind === "absence.changed") void client.invalidateQueries({ queryKey: absencesQuery.queryKey });
  if (event.kind === "routing.changed" || event.kind === "routing.queue_changed") void client.invalidateQueries({ queryKey: ROUTING });
  const stale = STALE[event.kind];
  if (stale) void client.invalidateQueries({ queryKey: stale });
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

/** What an open conversation may still send depends on who wrote last, and counts are the server's to count: both
 *  are asked for again, at most once in a while however many events come. */
function useRefreshSoon(): (conversationId: string) => void {
  const client = useQueryClient();
  const touched = useRef(new Set<string>());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  return useCallback(
    (conversationId) => {
      touched.current.add(conversationId);
      timer.current ??= setTimeout(() => {
        timer.current = undefined;
        for (const id of touched.current) void client.invalidateQueries({ queryKey: keys.one(id) });
        touched.current.clear();
        void client.invalidateQueries({ queryKey: keys.counts });
      }, REFRESH_EVERY_MS);
    },
    [client],
  );
}

export function useDeskEvents() {
  const client = useQueryClient();
  const myId = useMe().operator.id;
  const refreshSoon = useRefreshSoon();
  const onEvent = useCallback(
    (event: LiveEvent) => {
      applyToCache(client, event, myId);
      applyToNotifications(client, event, myId);
      const changed = rowOf(event);
      if (changed) refreshSoon(changed.id);
    },
    [client, myId, refreshSoon],
  );
  const onGap = useCallback(() => void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "session" }), [client]);
  const onRefused = useCallback(() => void client.invalidateQueries({ queryKey: sessionQuery.queryKey }), [client]);
  return { onEvent, onGap, onRefused };
}
