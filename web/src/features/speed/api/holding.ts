/** How an answer that only asks to wait is told from a real one. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http } from "@/shared/api/http";
import type { HoldingRules } from "@/shared/api/types";

const KEY = ["holding-rules"];

export function useHoldingRules() {
  return useQuery({ queryKey: KEY, queryFn: ({ signal }) => http.get<HoldingRules>("/holding-rules", undefined, signal) });
}

export function useSaveHoldingRules() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (rules: HoldingRules) => http.put<HoldingRules>("/holding-rules", rules),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}
