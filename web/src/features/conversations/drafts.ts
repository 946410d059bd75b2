/** Unsent text and files by conversation; outlives a reload. */
import { recall, remember } from "@/shared/memory";
import type { KeptFile } from "@/features/delivery";

export type Mode = "reply" | "note";

export interface SavedDraft {
  text: string;
  subject: string;
  mode: Mode;
  files: readonly KeptFile[];
  /** When the newest message known as this draft was begun was sent; null while nothing is written. */
  since: string | null;
}

export const EMPTY_DRAFT: SavedDraft = { text: "", subject: "", mode: "reply", files: [], since: null };

const nameOf = (conversationId: string) => `draft.${conversationId}`;

export function loadDraft(conversationId: string): SavedDraft {
  return { ...EMPTY_DRAFT, ...recall(nameOf(conversationId), EMPTY_DRAFT) };
}

export function saveDraft(conversationId: string, draft: SavedDraft): void {
  remember(nameOf(conversationId), draft.text.trim() || draft.files.length > 0 ? draft : null);
}

/** A file that arrived after its composer was left. */
export function addToDraft(conversationId: string, file: KeptFile): void {
  const draft = loadDraft(conversationId);
  saveDraft(conversationId, { ...draft, files: [...draft.files, file] });
}
