/** Questions to colleagues beside a conversation. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http, type Page } from "@/shared/api/http";
import type { Consultation, ConsultationDraft } from "@/shared/api/types";
import type { Owner } from "@/features/workspaces";

export function useConsultations(conversationId: string) {
  return useQuery({ queryKey: ["consultations", "about", conversationId], queryFn: ({ signal }) => http.get<Consultation[]>(`/conversations/${conversationId}/consultations`, undefined, signal) });
}

export type AskedView = "of_me" | "by_me";

export function useAsked(view: AskedView) {
  return useInfiniteQuery({
    queryKey: ["consultations", "list", view],
    queryFn: ({ pageParam, signal }) => http.get<Page<Consultation>>("/consultations", { view, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
}

function useChanged() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ["consultations"] });
}

export function useAsk(conversationId: string) {
  const onSuccess = useChanged();
  return useMutation({ mutationFn: (asked: ConsultationDraft) => http.post<Consultation>(`/conversations/${conversationId}/consultations`, asked), onSuccess });
}

export function useAnswer() {
  const onSuccess = useChanged();
  return useMutation({ mutationFn: ({ id, text }: { id: string; text: string }) => http.put<Consultation>(`/consultations/${id}/answer`, { text }), onSuccess });
}

export function useWithdraw() {
  const onSuccess = useChanged();
  return useMutation({ mutationFn: (id: string) => http.put<Consultation>(`/consultations/${id}/withdrawal`), onSuccess });
}

export function useHand(id: string) {
  const onSuccess = useChanged();
  return useMutation({ mutationFn: (owner: Owner) => http.put<Consultation>(`/consultations/${id}/owner`, owner), onSuccess });
}

export function usePutOff(id: string) {
  const onSuccess = useChanged();
  return useMutation({ mutationFn: (dueAt: string) => http.put<Consultation>(`/consultations/${id}/deadline`, { due_at: dueAt }), onSuccess });
}

export function holdingWords(conversationId: string, dueAt: string): Promise<{ text: string }> {
  return http.get<{ text: string }>(`/conversations/${conversationId}/holding-words`, { due_at: dueAt });
}
