import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { http } from "@/shared/api/http";
import type { Hints } from "@/shared/api/types";

const LENGTH_MIN = 8;

/** Asked once the writer pauses; a hint that cannot be had is no error to show. */
export function useHints(conversationId: string, draft: string) {
  return useQuery({
    queryKey: ["hints", conversationId, draft],
    queryFn: () => http.post<Hints>(`/conversations/${conversationId}/hints`, { text: draft }),
    enabled: draft.trim().length >= LENGTH_MIN && draft.length <= 20_000,
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 10_000,
  });
}
