import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http } from "@/shared/api/http";
import type { Label } from "@/shared/api/types";
import { keys } from "@/features/conversations/api/keys";

const NONE: Label[] = [];

export function useLabels() {
  return useQuery({ queryKey: keys.labels, queryFn: ({ signal }) => http.get<Label[]>("/labels", undefined, signal) });
}

/** Those of a conversation, in its order; one that was deleted meanwhile is left out. */
export function useLabelsOf(ids: readonly string[]): Label[] {
  const all = useLabels().data ?? NONE;
  return ids.flatMap((id) => all.find((label) => label.id === id) ?? []);
}

export type LabelForm = Omit<Label, "id"> & { id?: string };

export function useSaveLabel() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...label }: LabelForm) => (id ? http.patch(`/labels/${id}`, label) : http.post("/labels", label)),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.labels }),
  });
}

export function useDeleteLabel() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => http.delete(`/labels/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.labels }),
  });
}
