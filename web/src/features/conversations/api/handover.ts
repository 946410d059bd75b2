import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http, type Page } from "@/shared/api/http";
import type { ConversationRow } from "@/shared/api/types";

const OTHERS_MAX = 50;

interface Transfer {
  operator_id: string | null;
  team_id: string | null;
  note: string;
}

/** What changes more than one conversation's line: all of this feature is fetched anew. */
function useDeed<Variables>(send: (variables: Variables) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: send, onSettled: () => client.invalidateQueries({ queryKey: ["conversations"] }) });
}

export const useTransfer = (id: string) => useDeed((transfer: Transfer) => http.post(`/conversations/${id}/transfers`, transfer));
export const useMerge = (id: string) => useDeed((intoId: string) => http.put(`/conversations/${id}/merge`, { into_id: intoId }));
export const useUnmerge = () => useDeed((id: string) => http.delete(`/conversations/${id}/merge`));
export const useFollowing = (id: string) => useDeed((follow: boolean) => (follow ? http.put(`/conversations/${id}/following`) : http.delete(`/conversations/${id}/following`)));

/** The same person's other conversations, the latest first. */
export function useOthersOf({ id, contact }: ConversationRow) {
  return useQuery({
    queryKey: ["conversations", "of", contact.id],
    queryFn: ({ signal }) => http.get<Page<ConversationRow>>("/conversations", { view: "all", contact_id: contact.id, limit: OTHERS_MAX }, signal),
    select: ({ items }) => items.filter((row) => row.id !== id),
  });
}
