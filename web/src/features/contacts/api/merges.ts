import { useMutation, useQueryClient } from "@tanstack/react-query";
import { http } from "@/shared/api/http";
import type { Merge } from "@/shared/api/types";

export function useMerge(contactId: string) {
  const client = useQueryClient();
  const refresh = () => Promise.all([client.invalidateQueries({ queryKey: ["contacts"] }), client.invalidateQueries({ queryKey: ["conversations"] })]);
  const merge = useMutation({ mutationFn: (otherId: string) => http.post<Merge>(`/contacts/${contactId}/merges`, { other_id: otherId }), onSuccess: refresh });
  const undo = useMutation({ mutationFn: (mergeId: string) => http.delete(`/contacts/${contactId}/merges/${mergeId}`), onSettled: refresh });
  return { merge, undo };
}
