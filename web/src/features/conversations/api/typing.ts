import { http } from "@/shared/api/http";

/** "The operator is typing", for the customer; nobody waits for it and a failure means nothing. */
export function tellTyping(id: string): void {
  void http.put(`/conversations/${id}/typing`).catch(() => undefined);
}
