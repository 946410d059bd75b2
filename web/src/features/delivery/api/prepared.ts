import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http } from "@/shared/api/http";
import type { PreparedRow } from "@/shared/api/types";

export const PREPARED = ["prepared"] as const;

export function usePrepared(channelId: string) {
  return useQuery({
    queryKey: [...PREPARED, "channel", channelId],
    queryFn: ({ signal }) => http.get<PreparedRow[]>(`/channels/${channelId}/prepared-messages`, undefined, signal),
  });
}

/** The list comes by itself, when the provider has answered. */
export function useReadPrepared(channelId: string) {
  return useMutation({ mutationFn: () => http.post<null>(`/channels/${channelId}/prepared-message-readings`, {}) });
}

export function useFillPrepared() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, fills }: { id: string; fills: Record<string, string> }) => http.put<PreparedRow>(`/prepared-messages/${id}/fills`, { fills }),
    onSuccess: () => client.invalidateQueries({ queryKey: PREPARED }),
  });
}
