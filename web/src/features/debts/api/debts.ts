/** Who waits for us: lists, how much, and what can be decided. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http, type Page } from "@/shared/api/http";
import type { Debt, DebtKind, DebtSummary, Decision } from "@/shared/api/types";
import type { Owner } from "@/features/workspaces";

export type When = "overdue" | "today" | "later" | "resting";
export type Whose = "mine" | "team" | "all";

const REFRESH_EVERY_MS = 60_000;

export interface Narrow {
  whose: Whose;
  kind?: DebtKind | undefined;
  operator_id?: string | undefined;
  team_id?: string | undefined;
}

export function useDebts(when: When, narrow: Narrow, enabled = true) {
  return useInfiniteQuery({
    queryKey: ["debts", "list", when, narrow],
    queryFn: ({ pageParam, signal }) => http.get<Page<Debt>>("/debts", { when, ...narrow, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: REFRESH_EVERY_MS,
    enabled,
  });
}

export function useSummary(narrow: Narrow) {
  return useQuery({ queryKey: ["debts", "summary", narrow], queryFn: ({ signal }) => http.get<DebtSummary>("/debts/summary", { ...narrow }, signal), refetchInterval: REFRESH_EVERY_MS, placeholderData: (old) => old });
}

export function useDecisions(id: string) {
  return useQuery({ queryKey: ["debts", "decisions", id], queryFn: ({ signal }) => http.get<Decision[]>(`/debts/${id}/decisions`, undefined, signal) });
}

export type Deciding =
  | { act: "settle"; reason: string }
  | { act: "put_off"; reason: string; until: string }
  | { act: "give"; reason: string; owner: Owner }
  | { act: "take_back" };

export function useDecide() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, deciding }: { id: string; deciding: Deciding }) => decide(id, deciding),
    onSettled: () => client.invalidateQueries({ queryKey: ["debts"] }),
  });
}

function decide(id: string, deciding: Deciding): Promise<unknown> {
  switch (deciding.act) {
    case "settle":
      return http.put(`/debts/${id}/settlement`, { reason: deciding.reason });
    case "put_off":
      return http.put(`/debts/${id}/rest`, { reason: deciding.reason, until: deciding.until });
    case "give":
      return http.put(`/debts/${id}/owner`, { reason: deciding.reason, ...deciding.owner });
    case "take_back":
      return http.delete(`/debts/${id}/decision`);
  }
}
