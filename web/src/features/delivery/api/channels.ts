import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http, type Page } from "@/shared/api/http";
import type { Channel, CheckStep, ConfigValue } from "@/shared/api/types";

const PAGE = 200;

export type FormConfig = Record<string, ConfigValue>;

export const channelsQuery = queryOptions({
  queryKey: ["channels"],
  queryFn: async ({ signal }) => (await http.get<Page<Channel>>("/channels", { limit: PAGE }, signal)).items,
});

export function useChannels() {
  return useQuery(channelsQuery);
}

/** The channels we may write in first. */
export function useStartingChannels(): Channel[] {
  return (useChannels().data ?? []).filter(({ enabled, capabilities }) => enabled && (capabilities.starts_conversation || capabilities.prepared));
}

function useRefreshChannels() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: channelsQuery.queryKey });
}

export function useSaveChannel() {
  return useMutation({
    mutationFn: ({ id, ...channel }: { id?: string; kind: string; name: string; config: FormConfig }) =>
      id ? http.patch<Channel>(`/channels/${id}`, { name: channel.name, config: channel.config }) : http.post<Channel>("/channels", channel),
    onSuccess: useRefreshChannels(),
  });
}

export function useSwitchChannel() {
  return useMutation({
    mutationFn: ({ id, enabled }: { id: string; enabled: boolean }) => http.patch<Channel>(`/channels/${id}`, { enabled }),
    onSettled: useRefreshChannels(),
  });
}

export function useDeleteChannel() {
  return useMutation({ mutationFn: (id: string) => http.delete(`/channels/${id}`), onSuccess: useRefreshChannels() });
}

/** Tries the values of the form; a saved channel lends the secrets that were not typed anew. */
export function useCheckChannel() {
  return useMutation({
    mutationFn: ({ id, kind, config }: { id?: string; kind: string; config: FormConfig }) =>
      http.post<{ steps: CheckStep[] }>("/channel-checks", { kind, config, channel_id: id ?? null }),
  });
}
