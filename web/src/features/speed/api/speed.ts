import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { http, type Page } from "@/shared/api/http";
import type { DeskSearch } from "@/shared/search";
import type { Speed, SpeedBreakdown, SpeedPreference, SpeedResponse } from "@/shared/api/types";

export type By = "channel" | "operator" | "team" | "hour" | "day" | "week" | "month";

/** What every figure of the screen is narrowed to. Dates are days of the company's calendar: the server knows its zone. */
export interface Narrow {
  from?: string | undefined;
  to?: string | undefined;
  channel_id?: string | undefined;
  operator_id?: string | undefined;
  team_id?: string | undefined;
  clock?: string | undefined;
  target_seconds?: string | undefined;
}

/** Which part of a figure is opened, besides. */
export interface Part {
  first?: true | undefined;
  in_hours?: boolean | undefined;
  hour?: string | undefined;
  seconds_min?: string | undefined;
  seconds_max?: string | undefined;
}

export function narrowOf({ from, to, channel, operator, team, clock, target }: DeskSearch): Narrow {
  const seconds = Number(target);
  return {
    from,
    to,
    channel_id: channel,
    operator_id: operator,
    team_id: team,
    clock: clock === "working" ? clock : undefined,
    target_seconds: Number.isInteger(seconds) && seconds > 0 && seconds <= 2_592_000 ? String(seconds) : undefined,
  };
}

export function partOf({ kind, hours, hour, band }: DeskSearch): Part {
  const [min, max] = band?.split("-") ?? [];
  return {
    first: kind === "first" || undefined,
    in_hours: hours === undefined ? undefined : hours === "in",
    hour,
    seconds_min: min,
    seconds_max: max || undefined,
  };
}

export function useSpeed(narrow: Narrow) {
  return useQuery({
    queryKey: ["speed", narrow],
    queryFn: ({ signal }) => http.get<Speed>("/speed", { ...narrow }, signal),
    placeholderData: keepPreviousData,
  });
}

export function useBreakdown(narrow: Narrow, by: By) {
  return useQuery({
    queryKey: ["speed", "breakdown", narrow, by],
    queryFn: ({ signal }) => http.get<SpeedBreakdown>("/speed/breakdown", { ...narrow, by }, signal),
    placeholderData: keepPreviousData,
  });
}

/** Which channels customers choose: by week, with no clock and no target. */
export function usePreference({ from, to, channel_id, operator_id, team_id }: Narrow) {
  const narrow = { from, to, channel_id, operator_id, team_id };
  return useQuery({
    queryKey: ["speed", "preference", narrow],
    queryFn: ({ signal }) => http.get<SpeedPreference>("/speed/preference", narrow, signal),
    placeholderData: keepPreviousData,
  });
}

/** The answers a figure is made of. */
export function useSpeedResponses(asked: Narrow, part: Part) {
  const narrow = withoutTarget(asked);
  return useInfiniteQuery({
    queryKey: ["speed", "responses", narrow, part],
    queryFn: ({ pageParam, signal }) => http.get<Page<SpeedResponse>>("/speed/responses", { ...narrow, ...part, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
}

/** Exactly how many of them there are. */
export function useSpeedCount(asked: Narrow, part: Part) {
  const narrow = withoutTarget(asked);
  return useQuery({
    queryKey: ["speed", "count", narrow, part],
    queryFn: ({ signal }) => http.get<{ count: number }>("/speed/responses/count", { ...narrow, ...part }, signal),
  });
}

/** A target changes a share, not which answers there are. */
function withoutTarget(narrow: Narrow): Narrow {
  return { ...narrow, target_seconds: undefined };
}
