import { useQuery } from "@tanstack/react-query";
import { http } from "@/shared/api/http";
import type { Counts } from "@/shared/api/types";
import { keys } from "@/features/conversations/api/keys";

export function useCounts() {
  return useQuery({ queryKey: keys.counts, queryFn: ({ signal }) => http.get<Counts>("/conversations/counts", undefined, signal) });
}
