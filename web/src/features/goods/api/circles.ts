import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { GOODS } from "@/features/goods/api/goods";
import { http } from "@/shared/api/http";
import type { GoodsCircles } from "@/shared/api/types";

const CIRCLES = [...GOODS, "circles"] as const;

export function useCircles() {
  return useQuery({ queryKey: CIRCLES, queryFn: ({ signal }) => http.get<GoodsCircles>("/goods-circles", undefined, signal) });
}

function useShown() {
  const client = useQueryClient();
  return (shown: GoodsCircles) => client.setQueryData(CIRCLES, shown);
}

export const useChooseCircles = () => useMutation({ mutationFn: (segment_ids: string[]) => http.put<GoodsCircles>("/goods-circles", { segment_ids }), onSuccess: useShown() });
export const useCountCircles = () => useMutation({ mutationFn: () => http.post<GoodsCircles>("/goods-circles/counts"), onSuccess: useShown() });
