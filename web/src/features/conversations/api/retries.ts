import { useMutation, useQueryClient } from "@tanstack/react-query";
import { http } from "@/shared/api/http";
import type { Message } from "@/shared/api/types";
import { keys } from "@/features/conversations/api/keys";

export function useResend(conversationId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (messageId: string) => http.post<Message>(`/messages/${messageId}/retries`),
    onSettled: () => client.invalidateQueries({ queryKey: keys.messages(conversationId) }),
  });
}
