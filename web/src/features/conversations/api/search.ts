import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { http, type Page } from "@/shared/api/http";
import type { SearchHit } from "@/shared/api/types";
import { keys, type SearchFilter } from "@/features/conversations/api/keys";

export const SEARCH_MIN = 2;
const NO_FILTER: SearchFilter = {};

export function useSearchMessages(words: string, enabled = true, filter: SearchFilter = NO_FILTER) {
  return useInfiniteQuery({
    queryKey: keys.search(words, filter),
    queryFn: ({ pageParam, signal }) => http.get<Page<SearchHit>>("/search", { q: words, ...filter, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    enabled: enabled && words.length >= SEARCH_MIN,
    placeholderData: keepPreviousData,
  });
}
