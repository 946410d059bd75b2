import { useQuery } from "@tanstack/react-query";
import { http } from "@/shared/api/http";
import type { Trail } from "@/shared/api/types";
import { keys } from "@/features/conversations/api/keys";

export function useTrail(messageId: string) {
  return useQuery({
    queryKey: keys.trail(messageId),
    queryFn: ({ signal }) => http.get<Trail>(`/messages/${messageId}/trail`, undefined, signal),
    staleTime: 0,
  });
}
