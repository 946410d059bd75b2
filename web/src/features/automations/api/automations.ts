import { infiniteQueryOptions, queryOptions, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http, type Page } from "@/shared/api/http";
import type { Automation, AutomationForm, Run, Trial } from "@/features/automations/types";

export const AUTOMATIONS = ["automations"] as const;

const automationsQuery = queryOptions({ queryKey: AUTOMATIONS, queryFn: ({ signal }) => http.get<Automation[]>("/automations", {}, signal) });

const runsQuery = (id: string, fired: boolean | null) =>
  infiniteQueryOptions({
    queryKey: [...AUTOMATIONS, id, "runs", fired],
    queryFn: ({ pageParam, signal }) => http.get<Page<Run>>(`/automations/${id}/runs`, { fired, cursor: pageParam, limit: 30 }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
  });

export function useAutomations() {
  return useQuery(automationsQuery);
}

export function useRuns(id: string, fired: boolean | null) {
  return useInfiniteQuery(runsQuery(id, fired));
}

export function useWebhookSecret(enabled: boolean) {
  return useQuery({ queryKey: ["webhook-secret"], queryFn: ({ signal }) => http.get<{ secret: string }>("/automations/webhook-secret", {}, signal), enabled });
}

export function useSaveAutomation() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...form }: AutomationForm) => (id ? http.put(`/automations/${id}`, form) : http.post("/automations", form)),
    onSuccess: () => client.invalidateQueries({ queryKey: AUTOMATIONS, exact: true }),
  });
}

export function useOrderAutomations() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (rows: Automation[]) => http.put<Automation[]>("/automations/order", { automation_ids: rows.map(({ id }) => id) }),
    onMutate: (rows) => client.setQueryData(AUTOMATIONS, rows),
    onSettled: () => client.invalidateQueries({ queryKey: AUTOMATIONS, exact: true }),
  });
}

export function useDeleteAutomation() {
  const client = useQueryClient();
  return useMutation({ mutationFn: (id: string) => http.delete(`/automations/${id}`), onSuccess: () => client.invalidateQueries({ queryKey: AUTOMATIONS, exact: true }) });
}

/** For which of the latest conversations it would have fired. */
export function useTrial() {
  return useMutation({ mutationFn: (form: AutomationForm) => http.post<Trial>("/automations/trials", { ...form, id: undefined, name: form.name.trim() || "…" }) });
}

/** The wire's shape says more than the form may send back. */
export function formOf({ id, name, enabled, trigger, after_minutes, match, conditions, actions, stops }: Automation): AutomationForm {
  return { id, name, enabled, trigger, after_minutes, match, conditions, actions, stops };
}
