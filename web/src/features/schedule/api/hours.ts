/** Working hours of the company or of one channel. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http } from "@/shared/api/http";
import type { Hours } from "@/shared/api/types";

const pathOf = (channelId: string | null) => (channelId ? `/channels/${channelId}/hours` : "/hours");
const keyOf = (channelId: string | null) => ["hours", channelId] as const;

export function useHours(channelId: string | null) {
  return useQuery({ queryKey: keyOf(channelId), queryFn: ({ signal }) => http.get<Hours>(pathOf(channelId), undefined, signal) });
}

export function useSaveHours(channelId: string | null) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (hours: Hours) => http.put<Hours>(pathOf(channelId), hours),
    onSuccess: () => client.invalidateQueries({ queryKey: ["hours"] }),
  });
}

/** The channel follows the company again. */
export function useDropHours(channelId: string) {
  const client = useQueryClient();
  return useMutation({ mutationFn: () => http.delete(pathOf(channelId)), onSuccess: () => client.invalidateQueries({ queryKey: ["hours"] }) });
}
