import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http, type Page } from "@/shared/api/http";
import type { Queued, RoutingProfile, RoutingRule } from "@/shared/api/types";

export const ROUTING = ["routing"];

const rulesQuery = queryOptions({
  queryKey: [...ROUTING, "rules"],
  queryFn: async ({ signal }) => (await http.get<Page<RoutingRule>>("/routing/rules", {}, signal)).items,
});
const profilesQuery = queryOptions({
  queryKey: [...ROUTING, "profiles"],
  queryFn: async ({ signal }) => (await http.get<Page<RoutingProfile>>("/routing/profiles", {}, signal)).items,
});
const queueQuery = queryOptions({
  queryKey: [...ROUTING, "queue"],
  queryFn: async ({ signal }) => (await http.get<Page<Queued>>("/routing/queue", {}, signal)).items,
});

export const useRules = () => useQuery(rulesQuery);
export const useProfiles = () => useQuery(profilesQuery);
export const useQueue = () => useQuery(queueQuery);

export type RuleScope = Pick<RoutingRule, "team_id" | "channel_id">;

export function pathOf({ team_id: team, channel_id: channel }: RuleScope): string {
  if (team) return `/routing/rules/teams/${team}`;
  return channel ? `/routing/rules/channels/${channel}` : "/routing/rules/company";
}

function useRefresh() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ROUTING });
}

export function useSaveRule() {
  return useMutation({ mutationFn: ({ team_id, channel_id, ...rule }: RoutingRule) => http.put(pathOf({ team_id, channel_id }), rule), onSuccess: useRefresh() });
}

export function useRemoveRule() {
  return useMutation({ mutationFn: (scope: RuleScope) => http.delete(pathOf(scope)), onSuccess: useRefresh() });
}

export function useSaveProfile() {
  return useMutation({
    mutationFn: ({ operator_id, skills, languages, capacity }: Omit<RoutingProfile, "open_count">) => http.put(`/routing/profiles/${operator_id}`, { skills, languages, capacity }),
    onSuccess: useRefresh(),
  });
}
