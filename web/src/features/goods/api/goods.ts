/** The catalogue page by page, how large it is, and where it is read from. */
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http, upload, type Page } from "@/shared/api/http";
import type { Good, GoodsFeed, GoodsFeedIn, GoodsSummary } from "@/shared/api/types";

export const GOODS = ["goods"] as const;
const FEED = [...GOODS, "feed"] as const;
const PAGE = 50;

export interface Asked {
  q: string;
  category: string | null;
  available: "yes" | "no" | null;
}

export function useGoods({ q, category, available }: Asked) {
  return useInfiniteQuery({
    queryKey: [...GOODS, "list", q, category, available],
    queryFn: ({ pageParam, signal }) =>
      http.get<Page<Good>>("/goods", { q, ...(category !== null && { category }), ...(available && { available: String(available === "yes") }), cursor: pageParam, limit: PAGE }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  });
}

export function useGoodsSummary() {
  return useQuery({ queryKey: [...GOODS, "summary"], queryFn: ({ signal }) => http.get<GoodsSummary>("/goods-summary", undefined, signal) });
}

export function useFeed() {
  return useQuery({ queryKey: FEED, queryFn: ({ signal }) => http.get<GoodsFeed>("/goods-feed", undefined, signal) });
}

function useFeedAct<Given>(act: (given: Given) => Promise<GoodsFeed>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: (feed) => client.setQueryData(FEED, feed),
    // Also where it was refused: a colleague may have saved it, or begun a load.
    onSettled: () => client.invalidateQueries({ queryKey: FEED }),
  });
}

export const useSaveFeed = () => useFeedAct((given: GoodsFeedIn) => http.put<GoodsFeed>("/goods-feed", given));
export const useLoadFeed = () => useFeedAct((whole: boolean) => http.post<GoodsFeed>(`/goods-feed/loads?whole=${String(whole)}`));
export const useUploadGoods = () => useFeedAct(({ file, whole }: { file: File; whole: boolean }) => upload<GoodsFeed>(`/goods-feed/files?whole=${String(whole)}`, file, { onProgress: () => undefined }));

export function useDropGood() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (product: string) => http.delete(`/goods/${product.split("/").map(encodeURIComponent).join("/")}`),
    onSuccess: () => client.invalidateQueries({ queryKey: GOODS }),
  });
}
