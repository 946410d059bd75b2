/** The leader board, statements and rules of the bonus. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http } from "@/shared/api/http";
import type { BonusBoard, BonusMonth, BonusRules, BonusStatement, BonusTerms } from "@/shared/api/types";

/** A board that runs grows with every answer; nobody is told of each of them, so it is asked for again. */
const REFRESH_MS = 60_000;

export function useBoard(month: string | undefined) {
  return useQuery({
    queryKey: ["bonus", "board", month],
    queryFn: ({ signal }) => http.get<BonusBoard>("/bonus/board", { month }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.closed_at ? false : REFRESH_MS),
  });
}

export function useStatement(month: string | undefined, operatorId: string | undefined) {
  return useQuery({
    queryKey: ["bonus", "statement", month, operatorId],
    queryFn: ({ signal }) => http.get<BonusStatement>("/bonus/statement", { month, operator_id: operatorId }, signal),
    retry: false,
  });
}

export function useClosedMonths() {
  return useQuery({ queryKey: ["bonus", "months"], queryFn: ({ signal }) => http.get<BonusMonth[]>("/bonus/months", undefined, signal) });
}

export function useBonusRules() {
  return useQuery({ queryKey: ["bonus", "rules"], queryFn: ({ signal }) => http.get<BonusRules>("/bonus/rules", undefined, signal) });
}

export function useSaveBonusRules() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (terms: BonusTerms) => http.put<BonusRules>("/bonus/rules", terms),
    onSuccess: () => client.invalidateQueries({ queryKey: ["bonus"] }),
  });
}

export function useCloseMonth() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (month: string) => http.post<BonusBoard>("/bonus/closures", { month }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["bonus"] }),
  });
}

/** The board of a month by rules that are only tried. */
export function usePreview(terms: BonusTerms, month: string, enabled: boolean) {
  return useQuery({
    queryKey: ["bonus", "preview", month, terms],
    queryFn: ({ signal }) => http.post<BonusBoard>(`/bonus/preview?month=${month}`, terms, { signal }),
    placeholderData: keepPreviousData,
    enabled,
    retry: false,
  });
}
