import { http } from "@/shared/api/http";
import type { Message } from "@/shared/api/types";

export interface Draft {
  text: string;
  attachment_ids: string[];
  reply_to_id?: string;
  subject?: string;
  /** Said instead of the text, which then only shows how it reads. */
  prepared?: { prepared_id: string; values: Record<string, string> };
}

/** The key is made once per press of Send: repeating the request cannot double the message. */
export function sendMessage(id: string, draft: Draft, key: string, keepalive = false): Promise<Message> {
  return http.post<Message>(`/conversations/${id}/messages`, draft, { idempotencyKey: key, keepalive });
}
