import { useMutation, useQueryClient } from "@tanstack/react-query";
import { http } from "@/shared/api/http";
import type { Message } from "@/shared/api/types";
import type { Draft } from "@/features/conversations/api/send";
import { keys } from "@/features/conversations/api/keys";

export interface FirstMessage {
  channel_id: string;
  address: string;
  subject: string;
  text: string;
  attachment_ids?: string[];
  prepared?: Draft["prepared"];
}

export function useStartConversation() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (first: FirstMessage) => http.post<Message>("/conversations", first),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.lists }),
  });
}
