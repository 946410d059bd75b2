import { useQuery } from "@tanstack/react-query";
import { http } from "@/shared/api/http";
import type { PreparedOffer } from "@/shared/api/types";

/** Under "prepared", so that the news that one was stopped reaches the open composer. */
export function usePreparedOffers(conversationId: string) {
  return useQuery({
    queryKey: ["prepared", "offers", conversationId],
    queryFn: ({ signal }) => http.get<PreparedOffer[]>(`/conversations/${conversationId}/prepared-messages`, undefined, signal),
  });
}
