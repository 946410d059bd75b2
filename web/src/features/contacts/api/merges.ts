import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http, type Page } from "@/shared/api/http";
import type { Merge } from "@/shared/api/types";

/** The cards joined into this one, each to be undone. */
export function useMerges(contactId: string) {
  return useQuery({
    queryKey: ["contacts", "merges", contactId],
    queryFn: async ({ signal }) => (await http.get<Page<Merge>>(`/contacts/${contactId}/merges`, undefined, signal)).items,
  });
}

export function useMerge(contactId: string) {
  const client = useQueryClient();
  const refresh = () => Promise.all([client.invalidateQueries({ queryKey: ["contacts"] }), client.invalidateQueries({ queryKey: ["conversations"] })]);
  const merge = useMutation({ mutationFn: (otherId: string) => http.post<Merge>(`/contacts/${contactId}/merges`, { other_id: otherId }), onSuccess: refresh });
  const undo = useMutation({ mutationFn: (mergeId: string) => http.delete(`/contacts/${contactId}/merges/${mergeId}`), onSettled: refresh });
  return { merge, undo };
}
