import { useInfiniteQuery } from "@tanstack/react-query";
import { http, type Page } from "@/shared/api/http";
import type { TimelineEntry } from "@/shared/api/types";

export function useTimeline(contactId: string) {
  return useInfiniteQuery({
    queryKey: ["contacts", "timeline", contactId],
    queryFn: ({ pageParam, signal }) => http.get<Page<TimelineEntry>>(`/contacts/${contactId}/timeline`, { cursor: pageParam, limit: 20 }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
}
