/** Questions to colleagues beside a conversation. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http } from "@/shared/api/http";
import type { Consultation, ConsultationDraft } from "@/shared/api/types";

export function useConsultations(conversationId: string) {
  return useQuery({ queryKey: ["consultations", conversationId], queryFn: ({ signal }) => http.get<Consultation[]>(`/conversations/${conversationId}/consultations`, undefined, signal) });
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

export function holdingWords(conversationId: string, dueAt: string): Promise<{ text: string }> {
  return http.get<{ text: string }>(`/conversations/${conversationId}/holding-words`, { due_at: dueAt });
}
