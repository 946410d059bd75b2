/** A link by which the customer carries the conversation on in a channel they choose; it works once, for a week. */
import { http } from "@/shared/api/http";

export async function continuationLink(conversationId: string): Promise<string> {
  const made = await http.post<{ url: string }>(`/conversations/${conversationId}/continuations`, { channel_id: null });
  return made.url;
}
