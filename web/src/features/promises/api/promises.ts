/** Promises: the report and what it is made of, what is promised now, settings, badges. */
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http, type Page } from "@/shared/api/http";
import type { Badge, PromiseNow, PromiseReport, PromiseRow, PromiseSettings } from "@/shared/api/types";
import type { DeskSearch } from "@/shared/search";

export interface Narrow {
  from?: string | undefined;
  to?: string | undefined;
  channel_id?: string | undefined;
  operator_id?: string | undefined;
  team_id?: string | undefined;
}

/** Dates of the person's own calendar become moments; promises due later today count too. */
export function narrowOf({ from, to, channel, operator, team }: DeskSearch): Narrow {
  return { from: from && new Date(`${from}T00:00:00`).toISOString(), to: to && new Date(`${to}T23:59:59`).toISOString(), channel_id: channel, operator_id: operator, team_id: team };
}

export function useReport(narrow: Narrow) {
  return useQuery({ queryKey: ["promises", "report", narrow], queryFn: ({ signal }) => http.get<PromiseReport>("/promises/report", { ...narrow }, signal), placeholderData: keepPreviousData });
}

export function usePromises(narrow: Narrow, chosen: { hour?: string | undefined; state?: string | undefined }) {
  return useInfiniteQuery({
    queryKey: ["promises", "list", narrow, chosen],
    queryFn: ({ pageParam, signal }) => http.get<Page<PromiseRow>>("/promises", { ...narrow, ...chosen, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
}

const under = (channel: string | null) => (channel ? `/channels/${channel}` : "");

export function usePromiseNow(channel: string | null) {
  return useQuery({ queryKey: ["promises", "now", channel], queryFn: ({ signal }) => http.get<PromiseNow>(`${under(channel)}/promise`, undefined, signal), refetchInterval: 60_000 });
}

export function usePromiseSettings(channel: string | null) {
  return useQuery({ queryKey: ["promises", "settings", channel], queryFn: ({ signal }) => http.get<PromiseSettings>(`${under(channel)}/promise-settings`, undefined, signal) });
}

export function useSavePromiseSettings(channel: string | null) {
  const client = useQueryClient();
  return useMutation({ mutationFn: (settings: PromiseSettings) => http.put<PromiseSettings>(`${under(channel)}/promise-settings`, settings), onSuccess: () => client.invalidateQueries({ queryKey: ["promises"] }) });
}

export function useDropPromiseSettings(channel: string) {
  const client = useQueryClient();
  return useMutation({ mutationFn: () => http.delete(`${under(channel)}/promise-settings`), onSuccess: () => client.invalidateQueries({ queryKey: ["promises"] }) });
}

export function useBadges() {
  return useQuery({ queryKey: ["promises", "badges"], queryFn: ({ signal }) => http.get<Badge[]>("/badges", undefined, signal) });
}

export function useMakeBadge() {
  const client = useQueryClient();
  return useMutation({ mutationFn: (badge: Pick<Badge, "channel_id" | "figure" | "weeks">) => http.post<Badge>("/badges", badge), onSuccess: () => client.invalidateQueries({ queryKey: ["promises", "badges"] }) });
}

export function useDeleteBadge() {
  const client = useQueryClient();
  return useMutation({ mutationFn: (id: string) => http.delete(`/badges/${id}`), onSuccess: () => client.invalidateQueries({ queryKey: ["promises", "badges"] }) });
}
