import { useInfiniteQuery } from "@tanstack/react-query";
import { http, type Page } from "@/shared/api/http";
import type { AuditEntry } from "@/shared/api/types";

export function useAudit() {
  return useInfiniteQuery({
    queryKey: ["audit"],
    queryFn: ({ pageParam, signal }) => http.get<Page<AuditEntry>>("/audit", { cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
}
