/** Answers planned for a moment: of one conversation, and the person's own anywhere. */
import { infiniteQueryOptions, queryOptions, useInfiniteQuery, useMutation, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { http, newKey, type Page } from "@/shared/api/http";
import type { Message, Planned, PlannedOf } from "@/shared/api/types";
import { keys } from "@/features/conversations/api/keys";
import { applyToPlanned } from "@/features/conversations/live";

export interface Plan {
  text: string;
  attachment_ids: string[];
  reply_to_id?: string | null;
  subject?: string;
  send_at: string;
  only_unanswered: boolean;
}

function plannedQuery(id: string) {
  return queryOptions({
    queryKey: keys.planned(id),
    queryFn: ({ signal }) => http.get<Planned[]>(`/conversations/${id}/planned`, undefined, signal),
  });
}

export function usePlanned(id: string, enabled: boolean) {
  return useQuery({ ...plannedQuery(id), enabled });
}

const ownPlannedQuery = infiniteQueryOptions({
  queryKey: keys.ownPlanned,
  queryFn: ({ pageParam, signal }) => http.get<Page<PlannedOf>>("/me/planned", { cursor: pageParam }, signal),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next_cursor,
});

export function useOwnPlanned() {
  return useInfiniteQuery(ownPlannedQuery);
}

/** The screen shows the answer at once; the live event that follows says the same. */
function show(client: QueryClient, at: { conversationId: string; id: string }, planned: Planned | null): void {
  const { conversationId, id } = at;
  const data = { conversation_id: conversationId, planned_id: id, planned };
  const event = { seq: 0, kind: "planned.changed", data, at: "" } as const;
  client.setQueryData(plannedQuery(conversationId).queryKey, (old) => old && applyToPlanned(event, conversationId, old));
  void client.invalidateQueries({ queryKey: keys.ownPlanned });
}

export function usePlan(conversationId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (plan: Plan & { key?: string }) => {
      const { key = newKey(), ...body } = plan;
      return http.post<Planned>(`/conversations/${conversationId}/planned`, body, { idempotencyKey: key });
    },
    onSuccess: (planned) => show(client, { conversationId, id: planned.id }, planned),
  });
}

export function useChangePlanned() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, plan }: { id: string; plan: Plan }) => http.put<Planned>(`/planned/${id}`, plan),
    onSuccess: (planned) => show(client, { conversationId: planned.conversation_id, id: planned.id }, planned),
  });
}

type Which = Pick<Planned, "id" | "conversation_id">;

export function useCancelPlanned() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id }: Which) => http.delete(`/planned/${id}`),
    onSuccess: (_, { id, conversation_id: conversationId }) => show(client, { conversationId, id }, null),
  });
}

export function useSendPlanned() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id }: Which) => http.put<Message>(`/planned/${id}/sending`),
    onSuccess: (_, { id, conversation_id: conversationId }) => {
      show(client, { conversationId, id }, null);
      void client.invalidateQueries({ queryKey: keys.messages(conversationId) });
    },
  });
}
