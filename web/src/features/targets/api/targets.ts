/** Targets as the company sets them. */
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http } from "@/shared/api/http";
import type { Target } from "@/shared/api/types";
import type { TargetForm } from "@/features/targets/rules";

/** What a push says may have changed. */
const SET = ["targets", "set"] as const;

const targetsQuery = queryOptions({ queryKey: [...SET, "list"], queryFn: ({ signal }) => http.get<Target[]>("/targets", undefined, signal) });
const tierQuery = queryOptions({ queryKey: [...SET, "tier"], queryFn: ({ signal }) => http.get<{ tier_attribute: string }>("/target-settings", undefined, signal) });

/** In the order in which they win. */
export function useTargets() {
  return useQuery(targetsQuery);
}

export function useTierAttribute() {
  return useQuery(tierQuery);
}

export function useSaveTarget() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...target }: TargetForm) => (id ? http.patch<Target>(`/targets/${id}`, target) : http.post<Target>("/targets", target)),
    onSuccess: () => client.invalidateQueries({ queryKey: SET }),
  });
}

export function useDeleteTarget() {
  const client = useQueryClient();
  return useMutation({ mutationFn: (id: string) => http.delete(`/targets/${id}`), onSuccess: () => client.invalidateQueries({ queryKey: SET }) });
}

export function useSaveTierAttribute() {
  const client = useQueryClient();
  return useMutation({ mutationFn: (name: string) => http.put("/target-settings", { tier_attribute: name }), onSuccess: () => client.invalidateQueries({ queryKey: SET }) });
}
