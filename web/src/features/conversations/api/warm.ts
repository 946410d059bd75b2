/** A conversation is asked for when its row is pressed, not only once its screen has been drawn. */
import { noop, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { forgetPast, FRESH_MS, messagesQuery } from "@/features/conversations/api/messages";
import { conversationQuery } from "@/features/conversations/api/one";

export function useWarm(id: string): () => void {
  const client = useQueryClient();
  return useCallback(() => {
    forgetPast(client, id);
    // A failure is told by the screen, which asks the same.
    client.query({ ...conversationQuery(id), staleTime: FRESH_MS }).catch(noop);
    client.infiniteQuery({ ...messagesQuery(id), staleTime: FRESH_MS }).catch(noop);
  }, [client, id]);
}
