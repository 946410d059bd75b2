import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http } from "@/shared/api/http";
import type { Macro, MacroForm, Outcome } from "@/features/automations/types";

export const MACROS = ["macros"] as const;
const STALE_MS = 60_000;

const all = queryOptions({ queryKey: [...MACROS, "all"], queryFn: ({ signal }) => http.get<Macro[]>("/macros", {}, signal) });
const mine = queryOptions({ queryKey: [...MACROS, "mine"], queryFn: ({ signal }) => http.get<Macro[]>("/macros", { mine: true }, signal), staleTime: STALE_MS });

export function useMacros() {
  return useQuery(all);
}

/** Those for everybody and for my teams. */
export function useMyMacros(enabled = true) {
  return useQuery({ ...mine, enabled });
}

export function useSaveMacro() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...macro }: MacroForm) => (id ? http.put(`/macros/${id}`, macro) : http.post("/macros", macro)),
    onSuccess: () => client.invalidateQueries({ queryKey: MACROS }),
  });
}

export function useDeleteMacro() {
  const client = useQueryClient();
  return useMutation({ mutationFn: (id: string) => http.delete(`/macros/${id}`), onSuccess: () => client.invalidateQueries({ queryKey: MACROS }) });
}

export function runMacro(conversationId: string, macroId: string): Promise<{ outcomes: Outcome[] }> {
  return http.post(`/conversations/${conversationId}/macro-runs/${macroId}`);
}
