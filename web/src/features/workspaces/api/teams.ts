import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http, type Page } from "@/shared/api/http";
import type { Team } from "@/shared/api/types";

const PAGE = 200;

const teamsQuery = queryOptions({
  queryKey: ["teams"],
  queryFn: async ({ signal }) => (await http.get<Page<Team>>("/teams", { limit: PAGE }, signal)).items,
});

export function useTeams() {
  return useQuery(teamsQuery);
}

export interface TeamDraft {
  id?: string;
  name: string;
  member_ids: string[];
}

export function useSaveTeam() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...team }: TeamDraft) => (id ? http.patch(`/teams/${id}`, team) : http.post("/teams", team)),
    onSuccess: () => client.invalidateQueries({ queryKey: teamsQuery.queryKey }),
  });
}

export function useDeleteTeam() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => http.delete(`/teams/${id}`),
    onSettled: () => client.invalidateQueries({ queryKey: teamsQuery.queryKey }),
  });
}
