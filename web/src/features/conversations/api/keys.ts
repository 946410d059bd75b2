/** Names of this feature's entries in the query cache; live events find what to change by them. */
import type { View } from "@/shared/api/types";

export interface ListFilter {
  view: View;
  channel_id?: string;
  assignee_id?: string;
}

export const keys = {
  lists: ["conversations", "list"] as const,
  list: (filter: ListFilter) => ["conversations", "list", filter] as const,
  one: (id: string) => ["conversations", "one", id] as const,
  messages: (id: string) => ["conversations", "messages", id] as const,
  counts: ["conversations", "counts"] as const,
  search: (words: string) => ["conversations", "search", words] as const,
  raw: (messageId: string) => ["conversations", "raw", messageId] as const,
  trail: (messageId: string) => ["conversations", "trail", messageId] as const,
};
