/** Unsent text by conversation; outlives a reload. */
import { recall, remember } from "@/shared/memory";

export type Mode = "reply" | "note";

export interface SavedDraft {
  text: string;
  subject: string;
  mode: Mode;
}

export const EMPTY_DRAFT: SavedDraft = { text: "", subject: "", mode: "reply" };

const nameOf = (conversationId: string) => `draft.${conversationId}`;

export function loadDraft(conversationId: string): SavedDraft {
  return { ...EMPTY_DRAFT, ...recall(nameOf(conversationId), EMPTY_DRAFT) };
}

export function saveDraft(conversationId: string, draft: SavedDraft): void {
  remember(nameOf(conversationId), draft.text.trim() ? draft : null);
}
