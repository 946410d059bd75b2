/** An open and visible conversation is read to its end. */
import { useQueryClient, type InfiniteData } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import type { Page } from "@/shared/api/http";
import type { Conversation, ConversationRow } from "@/shared/api/types";
import { keys } from "@/features/conversations/api/keys";
import { useReading } from "@/features/conversations/api/reading";
import { markRead } from "@/features/conversations/live";

export function useMarkRead(conversation: Conversation, lastMessageId: string | undefined): void {
  const client = useQueryClient();
  const { mutate } = useReading(conversation.id);
  const told = useRef<string | null>(null);
  const { id } = conversation;
  useEffect(() => {
    const read = () => {
      if (document.hidden || !lastMessageId || told.current === lastMessageId) return;
      told.current = lastMessageId;
      mutate();
      client.setQueryData(keys.one(id), (old: Conversation | undefined) => old && markRead(old));
      client.setQueriesData({ queryKey: keys.lists }, (data: InfiniteData<Page<ConversationRow>> | undefined) => data && withRead(data, id));
    };
    read();
    document.addEventListener("visibilitychange", read);
    return () => document.removeEventListener("visibilitychange", read);
  }, [client, id, lastMessageId, mutate]);
}

function withRead(data: InfiniteData<Page<ConversationRow>>, id: string): InfiniteData<Page<ConversationRow>> {
  const pages = data.pages.map((page) => ({ ...page, items: page.items.map((row) => (row.id === id ? markRead(row) : row)) }));
  return { ...data, pages };
}
