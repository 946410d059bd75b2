import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http, type Page } from "@/shared/api/http";
import type { Operator, Role } from "@/shared/api/types";

const PAGE = 200;

const fetchOperators = (signal: AbortSignal) => http.get<Page<Operator>>("/operators", { limit: PAGE }, signal);

export const operatorsQuery = queryOptions({
  queryKey: ["operators"],
  queryFn: async ({ signal }) => (await fetchOperators(signal)).items,
});

export function useOperators() {
  return useQuery(operatorsQuery);
}

/** Colleagues by id, for names and faces; empty until loaded. */
export function useColleagues(): ReadonlyMap<string, Operator> {
  const { data } = useQuery({ ...operatorsQuery, select: byId });
  return data ?? NOBODY;
}

const NOBODY: ReadonlyMap<string, Operator> = new Map();

function byId(operators: Operator[]): ReadonlyMap<string, Operator> {
  return new Map(operators.map((operator) => [operator.id, operator]));
}

export function useChangeOperator() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...change }: { id: string; name?: string; role?: Role }) => http.patch(`/operators/${id}`, change),
    onSettled: () => client.invalidateQueries({ queryKey: operatorsQuery.queryKey }),
  });
}

export function useDeactivation() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, deactivated }: { id: string; deactivated: boolean }) =>
      deactivated ? http.put(`/operators/${id}/deactivation`) : http.delete(`/operators/${id}/deactivation`),
    onSettled: () => client.invalidateQueries({ queryKey: operatorsQuery.queryKey }),
  });
}
