import { queryOptions, useQuery } from "@tanstack/react-query";
import { http } from "@/shared/api/http";
import type { Conversation, ConversationRow } from "@/shared/api/types";
import { keys } from "@/features/conversations/api/keys";

type Answer = Omit<Conversation, keyof ConversationRow> & { row: ConversationRow };

async function fetchConversation(id: string, signal: AbortSignal): Promise<Conversation> {
  const { row, ...rest } = await http.get<Answer>(`/conversations/${id}`, undefined, signal);
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
