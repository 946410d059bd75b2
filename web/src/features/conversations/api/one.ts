import { queryOptions, useQuery } from "@tanstack/react-query";
import { http } from "@/shared/api/http";
import type { Conversation, ConversationOpened } from "@/shared/api/types";
import { keys } from "@/features/conversations/api/keys";

async function fetchConversation(id: string, signal: AbortSignal): Promise<Conversation> {
  const { row, ...rest } = await http.get<ConversationOpened>(`/conversations/${id}`, undefined, signal);
  return { ...row, ...rest };
}

export function conversationQuery(id: string) {
  return queryOptions({
    queryKey: keys.one(id),
    queryFn: ({ signal }) => fetchConversation(id, signal),
  });
}

export function useConversation(id: string) {
  return useQuery(conversationQuery(id));
}
