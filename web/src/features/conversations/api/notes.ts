import { useMutation, useQueryClient } from "@tanstack/react-query";
import { http } from "@/shared/api/http";
import type { Message } from "@/shared/api/types";
import { keys } from "@/features/conversations/api/keys";

export function useAddNote(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (note: { text: string; attachment_ids: string[] }) => http.post<Message>(`/conversations/${id}/notes`, note),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.messages(id) }),
  });
}
