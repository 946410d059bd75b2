import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http } from "@/shared/api/http";
import type { SavedView, ViewFilter } from "@/shared/api/types";
import { keys } from "@/features/conversations/api/keys";

export function useSavedViews() {
  return useQuery({ queryKey: keys.views, queryFn: ({ signal }) => http.get<SavedView[]>("/saved-views", undefined, signal) });
}

interface NewView {
  name: string;
  shared: boolean;
  filter: Partial<ViewFilter>;
}

function useViewChange<Variables>(send: (variables: Variables) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: () => Promise.all([client.invalidateQueries({ queryKey: keys.views }), client.invalidateQueries({ queryKey: keys.counts })]),
  });
}

export const useCreateView = () => useViewChange((view: NewView) => http.post("/saved-views", view));
export const useRenameView = () => useViewChange(({ id, name }: { id: string; name: string }) => http.patch(`/saved-views/${id}`, { name }));
export const useDeleteView = () => useViewChange((id: string) => http.delete(`/saved-views/${id}`));
export const useOrderViews = () => useViewChange((ids: string[]) => http.put("/saved-views/order", { view_ids: ids }));
