/** Two colleagues answering one customer: what was said while a draft was being written. Pure. */
import type { Message } from "@/shared/api/types";

const WORDS_MAX = 90;

/** The newest answer of a colleague sent after `since`; `messages` newest first. */
export function answeredSince(messages: readonly Message[], since: string | null, myId: string): Message | null {
  if (!since) return null;
  const begun = Date.parse(since);
  return messages.find((message) => Date.parse(message.sent_at) > begun && isAnswer(message) && message.author.id !== myId) ?? null;
}

function isAnswer({ kind, direction, author, deleted_at }: Message): boolean {
  return kind === "message" && direction === "out" && author.kind === "operator" && !deleted_at;
}

/** Enough to know what was said, cut between words. */
export function firstWords(text: string): string {
  const line = text.trim().replaceAll(/\s+/gu, " ");
  if (line.length <= WORDS_MAX) return line;
  const cut = line.slice(0, WORDS_MAX + 1);
  const end = cut.lastIndexOf(" ");
  return `${cut.slice(0, end > 0 ? end : WORDS_MAX)}…`;
}
