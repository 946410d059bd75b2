/** What is written in one conversation and not sent: kept at every letter, with the moment it was begun after. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";
import type { Conversation } from "@/shared/api/types";
import { knownNewest, newestMessages } from "@/features/conversations/api/messages";
import { addToDraft, loadDraft, saveDraft, type Mode } from "@/features/conversations/drafts";
import type { Outgoing } from "@/features/conversations/outbox";
import { storedOf, useUploads, type KeptFile } from "@/features/delivery";

export type Drafting = ReturnType<typeof useDraft>;

export function useDraft({ id, last_message_at: lastAt }: Conversation) {
  const client = useQueryClient();
  const [initial] = useState(() => loadDraft(id));
  const [{ text, mode, subject, since }, setDraft] = useState(initial);
  const late = useCallback((file: KeptFile) => addToDraft(id, file), [id]);
  const files = useUploads(initial.files, late);
  const { uploads, add, clear, restore: restoreFiles } = files;
  useEffect(() => saveDraft(id, { text, mode, subject, since, files: storedOf(uploads) }), [id, text, mode, subject, since, uploads]);
  /** Newest first; null where the screen shows an older part of the thread, and `newest` asks. */
  const known = useCallback(() => knownNewest(client, id), [client, id]);
  const newest = useCallback(() => newestMessages(client, id), [client, id]);
  const newestAt = useCallback(() => known()?.[0]?.sent_at ?? lastAt, [known, lastAt]);
  const setText = useCallback((next: string) => setDraft((old) => ({ ...old, text: next, since: next ? (old.since ?? newestAt()) : null })), [newestAt]);
  const setSubject = useCallback((next: string) => setDraft((old) => ({ ...old, subject: next })), []);
  const setMode = useCallback((next: Mode) => setDraft((old) => ({ ...old, mode: next })), []);
  const addFiles = useCallback(
    (given: Iterable<File>) => {
      add(given);
      setDraft((old) => ({ ...old, since: old.since ?? newestAt() }));
    },
    [add, newestAt],
  );
  /** All that was said until now is known to the writer. */
  const catchUp = useCallback(() => setDraft((old) => ({ ...old, since: newestAt() })), [newestAt]);
  const empty = useCallback(() => {
    setDraft((old) => ({ ...old, text: "", subject: "", since: null }));
    clear();
  }, [clear]);
  const restore = useCallback(
    ({ draft, files: back }: Pick<Outgoing, "draft" | "files">) => {
      setDraft((old) => ({ ...old, text: [draft.text, old.text].filter(Boolean).join("\n"), subject: draft.subject ?? old.subject, mode: "reply", since: old.since ?? newestAt() }));
      restoreFiles(back);
    },
    [newestAt, restoreFiles],
  );
  return { text, mode, subject, since, files, known, newest, setText, setSubject, setMode, addFiles, catchUp, empty, restore };
}
