/** The composer's state: what is written and attached, what is wrong with it, and the ways it leaves. */
import { useCallback, useRef } from "react";
import { useNow } from "@/shared/format/useNow";
import type { Conversation, Message } from "@/shared/api/types";
import { tellTyping } from "@/features/conversations/api/typing";
import type { Mode } from "@/features/conversations/drafts";
import { problemOf } from "@/features/conversations/limits";
import { useDraft } from "@/features/conversations/useDraft";
import { usePeople } from "@/features/conversations/usePeople";
import { useSending } from "@/features/conversations/useSending";

const TYPING_EVERY_MS = 4_000;

export type ComposerState = ReturnType<typeof useComposer>;

export function useComposer(conversation: Conversation, replyTo: Message | null, onSent: () => void) {
  const { id: conversationId, can } = conversation;
  const draft = useDraft(conversation);
  const { text, mode, subject, files, setText: keepText, setSubject, setMode, restore, addFiles } = draft;
  const { uploads } = files;
  const people = usePeople();
  const now = useNow();
  const announce = useTypingSignal(conversationId, mode);
  const setText = useCallback(
    (next: string) => {
      keepText(next);
      if (next) announce();
    },
    [announce, keepText],
  );
  const replies = mode === "reply";
  const problem = replies ? problemOf(can, { text, files: uploads, now }) : null;
  const sending = useSending(draft, { conversationId, fit: problem === null, people, replyTo, onSent });
  return {
    text,
    mode,
    /** Null where the channel carries none, or in a note. */
    subject: replies && can.subject ? subject : null,
    uploads,
    /** Whom a note may call by name. */
    people,
    problem,
    /** Of the channel; a note stays here. */
    fileLimits: replies ? { count: can.attachments_max, bytes: can.attachment_size_bytes_max } : null,
    counter: replies ? counterOf(text, can.text_length_max) : null,
    setText,
    setSubject,
    setMode,
    restore,
    addFiles,
    removeFile: files.remove,
    retryFile: files.retry,
    /** Files the server has already. */
    attach: files.restore,
    ...sending,
  };
}

/** The counter appears when four fifths of the room are used. */
function counterOf(text: string, max: number): { length: number; max: number } | null {
  const length = Array.from(text).length;
  return length > max * 0.8 ? { length, max } : null;
}

function useTypingSignal(conversationId: string, mode: Mode): () => void {
  const lastAt = useRef(0);
  return useCallback(() => {
    if (mode === "note" || Date.now() - lastAt.current < TYPING_EVERY_MS) return;
    lastAt.current = Date.now();
    tellTyping(conversationId);
  }, [conversationId, mode]);
}
