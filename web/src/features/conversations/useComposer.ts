/** The composer's state: text, mode, files, what is wrong, and sending. */
import { useCallback, useEffect, useRef, useState } from "react";
import { useNow } from "@/shared/format/useNow";
import { useToasts } from "@/shared/ui/toasts";
import type { Conversation, Message } from "@/shared/api/types";
import { useAddNote } from "@/features/conversations/api/notes";
import { tellTyping } from "@/features/conversations/api/typing";
import { loadDraft, saveDraft, type Mode } from "@/features/conversations/drafts";
import { problemOf, type Problem } from "@/features/conversations/limits";
import { outbox, type Outgoing } from "@/features/conversations/outbox";
import { useUploads, type Upload } from "@/features/conversations/useUploads";

const TYPING_EVERY_MS = 4_000;

export interface ComposerState {
  text: string;
  /** Null where the channel carries none, or in a note. */
  subject: string | null;
  mode: Mode;
  uploads: Upload[];
  problem: Problem | null;
  error: unknown;
  maySend: boolean;
  counter: { length: number; max: number } | null;
  setText: (text: string) => void;
  setSubject: (subject: string) => void;
  setMode: (mode: Mode) => void;
  restore: (back: Outgoing) => void;
  addFiles: (files: Iterable<File>) => void;
  removeFile: (key: string) => void;
  /** Files the server has already. */
  attach: (uploads: readonly Upload[]) => void;
  send: () => void;
}

/** The counter appears when four fifths of the room are used. */
function counterOf(text: string, max: number): ComposerState["counter"] {
  const length = Array.from(text).length;
  return length > max * 0.8 ? { length, max } : null;
}

export function useComposer(conversation: Conversation, replyTo: Message | null, onSent: () => void): ComposerState {
  const [{ text, mode, subject }, setDraft] = useState(() => loadDraft(conversation.id));
  const files = useUploads();
  const note = useAddNote(conversation.id);
  const now = useNow();
  const { tellError } = useToasts();
  useEffect(() => saveDraft(conversation.id, { text, mode, subject }), [conversation.id, text, mode, subject]);
  const announce = useTypingSignal(conversation.id, mode);
  const setText = useCallback(
    (next: string) => {
      setDraft((old) => ({ ...old, text: next }));
      if (next) announce();
    },
    [announce],
  );
  const setSubject = useCallback((subject: string) => setDraft((old) => ({ ...old, subject })), []);
  const setMode = useCallback((next: Mode) => setDraft((old) => ({ ...old, mode: next })), []);
  const given = { text, files: files.uploads, now };
  const problem = mode === "reply" ? problemOf(conversation.can, given) : null;
  const uploaded = files.uploads.every(({ id }) => id !== null);
  const maySend = problem === null && uploaded && !note.isPending && (text.trim() !== "" || files.uploads.length > 0);
  const finish = () => {
    setDraft((old) => ({ ...old, text: "", subject: "" }));
    files.clear();
    onSent();
  };
  const { restore: restoreFiles } = files;
  const restore = useCallback(
    ({ draft, files: back }: Outgoing) => {
      setDraft((old) => ({ text: [draft.text, old.text].filter(Boolean).join("\n"), subject: draft.subject ?? old.subject, mode: "reply" }));
      restoreFiles(back);
    },
    [restoreFiles],
  );
  const send = () => {
    if (!maySend) return;
    const draft = { text: text.trim(), attachment_ids: files.uploads.flatMap(({ id }) => id ?? []) };
    if (mode === "note") { note.mutate(draft, { onSuccess: finish, onError: tellError }); return; }
    outbox.hold(conversation.id, { ...draft, ...(replyTo && { reply_to_id: replyTo.id }), ...(subject.trim() && { subject: subject.trim() }) }, files.uploads);
    finish();
  };
  const counter = mode === "reply" ? counterOf(text, conversation.can.text_length_max) : null;
  const shown = { text, mode, subject: mode === "reply" && conversation.can.subject ? subject : null, uploads: files.uploads, counter };
  return { ...shown, problem, error: note.error, maySend, setText, setSubject, setMode, restore, addFiles: files.add, removeFile: files.remove, attach: restoreFiles, send };
}

function useTypingSignal(conversationId: string, mode: Mode): () => void {
  const lastAt = useRef(0);
  return useCallback(() => {
    if (mode === "note" || Date.now() - lastAt.current < TYPING_EVERY_MS) return;
    lastAt.current = Date.now();
    tellTyping(conversationId);
  }, [conversationId, mode]);
}
