import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { http, type Page } from "@/shared/api/http";
import type { Speed, SpeedResponse } from "@/shared/api/types";

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

export function useSpeed(period: Period) {
  return useQuery({
    queryKey: ["speed", period],
    queryFn: ({ signal }) => http.get<Speed>("/speed", moments(period), signal),
    placeholderData: keepPreviousData,
  });
}

/** The answers a figure is made of. */
export function useSpeedResponses(period: Period, first: boolean) {
  return useInfiniteQuery({
    queryKey: ["speed", "responses", period, first],
    queryFn: ({ pageParam, signal }) => http.get<Page<SpeedResponse>>("/speed/responses", { ...moments(period), ...(first && { first }), cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
}
