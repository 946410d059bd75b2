import { useQuery } from "@tanstack/react-query";
import { http } from "@/shared/api/http";
import type { TrailStep } from "@/shared/api/types";
import { keys } from "@/features/conversations/api/keys";

export function useTrail(messageId: string) {
  return useQuery({
    queryKey: keys.trail(messageId),
    queryFn: ({ signal }) => http.get<{ steps: TrailStep[] }>(`/messages/${messageId}/trail`, undefined, signal),
    staleTime: 0,
  });
}
