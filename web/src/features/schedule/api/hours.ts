/** Working hours of the company, a team or a channel; the holidays they may keep; whether it is open now. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http } from "@/shared/api/http";
import type { Availability, Holidays, Hours } from "@/shared/api/types";

/** Whose hours: a team's, a channel's, or with neither the company's. */
export interface Whose {
  team: string | null;
  channel: string | null;
}

const under = ({ team, channel }: Whose) => (team ? `/teams/${team}` : channel ? `/channels/${channel}` : "");
const keyOf = (whose: Whose) => ["hours", whose] as const;

export function hoursQuery(whose: Whose) {
  return { queryKey: keyOf(whose), queryFn: ({ signal }: { signal: AbortSignal }) => http.get<Hours>(`${under(whose)}/hours`, undefined, signal) };
}

export function useHours(whose: Whose) {
  return useQuery(hoursQuery(whose));
}

export function useOpenNow(whose: Whose) {
  return useQuery({ queryKey: ["hours", whose, "now"], queryFn: ({ signal }) => http.get<Availability>(`${under(whose)}/availability`, undefined, signal), refetchInterval: 60_000 });
}

export function useSaveHours(whose: Whose) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (hours: Hours) => http.put<Hours>(`${under(whose)}/hours`, hours),
    onSuccess: () => client.invalidateQueries({ queryKey: ["hours"] }),
  });
}

/** The channel or the team follows the company again. */
export function useDropHours(whose: Whose) {
  const client = useQueryClient();
  return useMutation({ mutationFn: () => http.delete(`${under(whose)}/hours`), onSuccess: () => client.invalidateQueries({ queryKey: ["hours"] }) });
}

/** The channel is open when the team is. */
export function useFollowTeam(channelId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (teamId: string) => http.put<Hours>(`/channels/${channelId}/followed-hours`, { team_id: teamId }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["hours"] }),
  });
}

export function useHolidayCountries() {
  return useQuery({ queryKey: ["holidays"], queryFn: async ({ signal }) => (await http.get<{ items: string[] }>("/holiday-countries", undefined, signal)).items, staleTime: Infinity });
}

export function useHolidays(country: string, region: string, year: number) {
  return useQuery({
    queryKey: ["holidays", country, region, year],
    queryFn: ({ signal }) => http.get<Holidays>("/holidays", { country, region, year }, signal),
    enabled: country !== "",
    staleTime: Infinity,
  });
}
