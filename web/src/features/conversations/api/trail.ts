import { useQuery } from "@tanstack/react-query";
import { http } from "@/shared/api/http";
import type { Raw, Trail } from "@/shared/api/types";
import { keys } from "@/features/conversations/api/keys";

/** What the channel sent, as it came. */
export function useRaw(messageId: string) {
  return useQuery({
    queryKey: keys.raw(messageId),
    queryFn: ({ signal }) => http.get<Raw>(`/messages/${messageId}/raw`, undefined, signal),
    staleTime: Infinity,
  });
}

export function useTrail(messageId: string) {
  return useQuery({
    queryKey: keys.trail(messageId),
    queryFn: ({ signal }) => http.get<Trail>(`/messages/${messageId}/trail`, undefined, signal),
    staleTime: 0,
  });
}
