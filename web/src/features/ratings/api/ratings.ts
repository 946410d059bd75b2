/** What customers said: the report, the ratings behind its figures, and how they are asked. */
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http, type Page } from "@/shared/api/http";
import type { Rating, RatingChoices, RatingReport } from "@/shared/api/types";

export interface Period {
  from?: string | undefined;
  to?: string | undefined;
  channel_id?: string | undefined;
  operator_id?: string | undefined;
}

/** Dates of the person's own calendar become moments. */
function moments({ from, to, ...rest }: Period) {
  return { ...rest, from: from && new Date(`${from}T00:00:00`).toISOString(), to: to && new Date(`${to}T23:59:59`).toISOString() };
}

export function useRatingReport(period: Period) {
  return useQuery({
    queryKey: ["ratings", "said", "report", period],
    queryFn: ({ signal }) => http.get<RatingReport>("/ratings/report", moments(period), signal),
    placeholderData: keepPreviousData,
  });
}

export function useRatings(period: Period) {
  return useInfiniteQuery({
    queryKey: ["ratings", "said", "list", period],
    queryFn: ({ pageParam, signal }) => http.get<Page<Rating>>("/ratings", { ...moments(period), cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
}

export function useRatingChoices() {
  return useQuery({ queryKey: ["ratings", "settings"], queryFn: ({ signal }) => http.get<RatingChoices>("/ratings/settings", undefined, signal) });
}

export function useSaveRatingChoices() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (chosen: RatingChoices) => http.put<RatingChoices>("/ratings/settings", chosen),
    onSuccess: () => client.invalidateQueries({ queryKey: ["ratings", "settings"] }),
  });
}
