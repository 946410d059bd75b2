/** What was met and missed: of one conversation, as shares of a period, and the waits behind a share. */
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { http, type Page } from "@/shared/api/http";
import type { TargetReport, TargetWait } from "@/shared/api/types";
import type { Narrow, Part } from "@/features/targets/report";

/** Asked again whenever something changes that begins a wait, ends it or makes it stricter. */
export function useConversationTargets(id: string, stand: readonly (string | null)[]) {
  return useQuery({ queryKey: ["targets", "of", id, ...stand], queryFn: ({ signal }) => http.get<TargetWait[]>(`/conversations/${id}/targets`, undefined, signal), placeholderData: keepPreviousData });
}

export function useTargetReport(narrow: Narrow) {
  return useQuery({ queryKey: ["targets", "report", narrow], queryFn: ({ signal }) => http.get<TargetReport>("/targets/report", { ...narrow }, signal), placeholderData: keepPreviousData });
}

export function useTargetWaits(narrow: Narrow, part: Part) {
  return useInfiniteQuery({
    queryKey: ["targets", "waits", narrow, part],
    queryFn: ({ pageParam, signal }) => http.get<Page<TargetWait>>("/targets/waits", { ...narrow, ...part, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
}
