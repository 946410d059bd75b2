import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http } from "@/shared/api/http";
import type { MassMail, WarmUp } from "@/shared/api/types";

const key = (channelId: string) => ["mass-mail", channelId] as const;

export function useMassMail(channelId: string) {
  return useQuery({
    queryKey: key(channelId),
    queryFn: ({ signal }) => http.get<MassMail>(`/channels/${channelId}/mass-mail`, undefined, signal),
  });
}

function useAnswered(channelId: string) {
  const client = useQueryClient();
  return (found: MassMail) => client.setQueryData(key(channelId), found);
}

export function useMakeKeys(channelId: string) {
  return useMutation({ mutationFn: () => http.post<MassMail>(`/channels/${channelId}/dkim-keys`, {}), onSuccess: useAnswered(channelId) });
}

export function useCheckDns(channelId: string) {
  return useMutation({ mutationFn: () => http.post<MassMail>(`/channels/${channelId}/dns-checks`, {}), onSuccess: useAnswered(channelId) });
}

export function useSaveMassMail(channelId: string) {
  return useMutation({
    mutationFn: (data: { pace: MassMail["pace"]; warm_up: WarmUp | null }) => http.put<MassMail>(`/channels/${channelId}/mass-mail`, data),
    onSuccess: useAnswered(channelId),
  });
}
