import { infiniteQueryOptions, useInfiniteQuery } from "@tanstack/react-query";
import { http, type Page } from "@/shared/api/http";
import type { Message } from "@/shared/api/types";
import { keys } from "@/features/conversations/api/keys";

const PAGE = 50;

/** A page comes oldest first; it is kept newest first, so that pages follow each other in one order. */
async function fetchMessages(id: string, cursor: string | null, signal: AbortSignal): Promise<Page<Message>> {
  const page = await http.get<Page<Message>>(`/conversations/${id}/messages`, { cursor, limit: PAGE }, signal);
  return { ...page, items: page.items.toReversed() };
}

export function messagesQuery(id: string) {
  return infiniteQueryOptions({
    queryKey: keys.messages(id),
    queryFn: ({ pageParam, signal }) => fetchMessages(id, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
}

export function useMessages(id: string) {
  return useInfiniteQuery({ ...messagesQuery(id), staleTime: 0 });
}
