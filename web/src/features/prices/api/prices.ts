/** What messages cost, and what a draft would. */
import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http } from "@/shared/api/http";
import type { Estimate, KindPrices, PriceRow } from "@/shared/api/types";

export const pricesQuery = queryOptions({ queryKey: ["prices"], queryFn: ({ signal }) => http.get<KindPrices[]>("/prices", undefined, signal) });

export function usePrices() {
  return useQuery(pricesQuery);
}

export function useSavePrices() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (prices: { kind: string; rows: PriceRow[] }) => http.put<KindPrices[]>("/prices", prices),
    onSuccess: (all) => client.setQueryData(pricesQuery.queryKey, all),
  });
}

const TEXT_MAX = 20_000;

/** Asked once the writer pauses; an estimate that cannot be had is no error to show. */
export function useEstimate(channelId: string, draft: { text: string; address: string }) {
  return useQuery({
    queryKey: ["prices", "estimate", channelId, draft],
    queryFn: () => http.post<Estimate>(`/channels/${channelId}/estimates`, draft),
    enabled: draft.text.trim() !== "" && draft.text.length <= TEXT_MAX,
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 10_000,
  });
}
