import { infiniteQueryOptions, keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { http, type Page } from "@/shared/api/http";
import type { ConversationRow } from "@/shared/api/types";
import { keys, type ListFilter } from "@/features/conversations/api/keys";

const PAGE = 50;

function fetchConversations(filter: ListFilter, cursor: string | null, signal: AbortSignal) {
  return http.get<Page<ConversationRow>>("/conversations", { ...filter, cursor, limit: PAGE }, signal);
}

export function conversationsQuery(filter: ListFilter) {
  return infiniteQueryOptions({
    queryKey: keys.list(filter),
    queryFn: ({ pageParam, signal }) => fetchConversations(filter, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
}

export function useConversations(filter: ListFilter, enabled = true) {
  return useInfiniteQuery({ ...conversationsQuery(filter), enabled, placeholderData: keepPreviousData });
}
