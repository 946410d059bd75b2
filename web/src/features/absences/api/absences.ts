import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http, type Page } from "@/shared/api/http";
import type { Absence } from "@/shared/api/types";

const PAGE = 200;

export interface AbsenceDraft {
  id?: string;
  operator_id: string;
  kind: Absence["kind"];
  starts_at: string;
  ends_at: string;
  deputy_operator_id: string | null;
  deputy_team_id: string | null;
  copies: boolean;
  text_ru: string;
  text_en: string;
}

/** Whoever may plan only their own absence does it under `/me`. */
const under = (own: boolean) => (own ? "/me/absences" : "/absences");

export const absencesQuery = queryOptions({
  queryKey: ["absences"],
  queryFn: async ({ signal }) => (await http.get<Page<Absence>>("/absences", { limit: PAGE, since: new Date().toISOString() }, signal)).items,
});

/** Those in force and those ahead, in order of their starts. */
export function useAbsences() {
  return useQuery(absencesQuery);
}

export function useSaveAbsence(own: boolean) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, operator_id, ...absence }: AbsenceDraft & { begun?: boolean }) => {
      if (!id) return http.post(under(own), own ? absence : { operator_id, ...absence });
      const { starts_at, begun, ...changes } = absence;
      return http.patch(`${under(own)}/${id}`, begun ? changes : { starts_at, ...changes });
    },
    onSuccess: () => client.invalidateQueries({ queryKey: absencesQuery.queryKey }),
  });
}

export type AbsenceAct = "begin" | "end" | "cancel";

export function useAbsenceAct(own: boolean) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, act }: { id: string; act: AbsenceAct }) => {
      const path = `${under(own)}/${id}`;
      if (act === "cancel") return http.delete(path);
      return http.put(`${path}/${act === "begin" ? "beginning" : "ending"}`);
    },
    onSettled: () => client.invalidateQueries({ queryKey: absencesQuery.queryKey }),
  });
}
