/** Names of this feature's entries in the query cache; live events find what to change by them. */
import type { Priority, View } from "@/shared/api/types";

export interface ListFilter {
  view: View;
  channel_id?: string;
  team_id?: string;
  assignee_id?: string;
  label_id?: string;
  priority?: Priority;
}

export interface SearchFilter {
  channel_id?: string;
  conversation_id?: string;
  operator_id?: string;
  team_id?: string;
  label_id?: string;
  direction?: "in" | "out" | "none";
  has_files?: boolean;
  since?: string;
  until?: string;
}

export const keys = {
  lists: ["conversations", "list"] as const,
  list: (filter: ListFilter) => ["conversations", "list", filter] as const,
  one: (id: string) => ["conversations", "one", id] as const,
  messages: (id: string, around?: string) => (around ? (["conversations", "messages", id, around] as const) : (["conversations", "messages", id] as const)),
  planned: (id: string) => ["conversations", "planned", id] as const,
  ownPlanned: ["conversations", "own-planned"] as const,
  counts: ["conversations", "counts"] as const,
  labels: ["conversations", "labels"] as const,
  views: ["conversations", "views"] as const,
  search: (words: string, filter: SearchFilter) => ["conversations", "search", words, filter] as const,
  raw: (messageId: string) => ["conversations", "raw", messageId] as const,
  trail: (messageId: string) => ["conversations", "trail", messageId] as const,
};
