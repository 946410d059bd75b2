/** The composer's state: text, mode, files, what is wrong, and sending. */
import { useCallback, useEffect, useRef, useState } from "react";
import { useNow } from "@/shared/format/useNow";
import { useToasts } from "@/shared/ui/toasts";
import type { Conversation, Message } from "@/shared/api/types";
import { useAddNote } from "@/features/conversations/api/notes";
import { tellTyping } from "@/features/conversations/api/typing";
import { loadDraft, saveDraft, type Mode } from "@/features/conversations/drafts";
import { problemOf, type Problem } from "@/features/conversations/limits";
import { outbox } from "@/features/conversations/outbox";
import { useUploads, type Upload } from "@/features/conversations/useUploads";

const TYPING_EVERY_MS = 4_000;

export interface ComposerState {
  text: string;
  mode: Mode;
  uploads: Upload[];
  problem: Problem | null;
  error: unknown;
  maySend: boolean;
  counter: { length: number; max: number } | null;
  setText: (text: string) => void;
  setMode: (mode: Mode) => void;
  addFiles: (files: Iterable<File>) => void;
  removeFile: (key: string) => void;
  send: () => void;
}

/** The counter appears when four fifths of the room are used. */
function counterOf(text: string, max: number): ComposerState["counter"] {
  const length = Array.from(text).length;
  return length > max * 0.8 ? { length, max } : null;
}

export function useComposer(conversation: Conversation, replyTo: Message | null, onSent: () => void): ComposerState {
  const [{ text, mode }, setDraft] = useState(() => loadDraft(conversation.id));
  const files = useUploads();
  const note = useAddNote(conversation.id);
  const now = useNow();
  const { tellError } = useToasts();
  useEffect(() => saveDraft(conversation.id, { text, mode }), [conversation.id, text, mode]);
  const announce = useTypingSignal(conversation.id, mode);
  const setText = useCallback(
    (next: string) => {
      setDraft((old) => ({ ...old, text: next }));
      if (next) announce();
    },
    [announce],
  );
  const setMode = useCallback((next: Mode) => setDraft((old) => ({ ...old, mode: next })), []);
  const given = { text, files: files.uploads, now };
  const problem = mode === "reply" ? problemOf(conversation.can, given) : null;
  const uploaded = files.uploads.every(({ id }) => id !== null);
  const maySend = problem === null && uploaded && !note.isPending && (text.trim() !== "" || files.uploads.length > 0);
  const finish = () => {
    setDraft((old) => ({ ...old, text: "" }));
    files.clear();
    onSent();
  };
  const send = () => {
    if (!maySend) return;
    const draft = { text: text.trim(), attachment_ids: files.uploads.flatMap(({ id }) => id ?? []) };
    if (mode === "note") { note.mutate(draft, { onSuccess: finish, onError: tellError }); return; }
    outbox.hold(conversation.id, { ...draft, ...(replyTo && { reply_to_id: replyTo.id }) });
    finish();
  };
  const counter = mode === "reply" ? counterOf(text, conversation.can.text_length_max) : null;
  return { text, mode, uploads: files.uploads, problem, error: note.error, maySend, counter, setText, setMode, addFiles: files.add, removeFile: files.remove, send };
}

function useTypingSignal(conversationId: string, mode: Mode): () => void {
  const lastAt = useRef(0);
  return useCallback(() => {
    if (mode === "note" || Date.now() - lastAt.current < TYPING_EVERY_MS) return;
    lastAt.current = Date.now();
    tellTyping(conversationId);
  }, [conversationId, mode]);
}
