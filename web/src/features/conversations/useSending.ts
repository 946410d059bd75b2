/** The ways a draft leaves: as a note, at once (asking first when a colleague has answered), or at a moment. */
import { useState } from "react";
import { useI18n } from "@/shared/i18n";
import { useToasts } from "@/shared/ui/toasts";
import type { Message } from "@/shared/api/types";
import { useAddNote } from "@/features/conversations/api/notes";
import { usePlan } from "@/features/conversations/api/planned";
import { answeredSince } from "@/features/conversations/collision";
import { mentionedIn, type Person } from "@/features/conversations/mentions";
import { outbox } from "@/features/conversations/outbox";
import { sayMoment } from "@/features/conversations/planned";
import type { Drafting } from "@/features/conversations/useDraft";
import { storedOf } from "@/features/delivery";
import { useMe } from "@/features/workspaces";

interface Given {
  conversationId: string;
  /** Whether the channel takes it as it is. */
  fit: boolean;
  people: readonly Person[];
  replyTo: Message | null;
  onSent: () => void;
}

export function useSending(draft: Drafting, { conversationId, fit, people, replyTo, onSent }: Given) {
  const me = useMe().operator.id;
  const { tellError } = useToasts();
  const note = useAddNote(conversationId);
  const [checking, setChecking] = useState(false);
  const [collision, setCollision] = useState<Message | null>(null);
  const { uploads } = draft.files;
  const written = { text: draft.text.trim(), attachment_ids: storedOf(uploads).map(({ id }) => id) };
  const subject = draft.subject.trim();
  const reply = { ...written, ...(replyTo && { reply_to_id: replyTo.id }), ...(subject && { subject }) };
  const finish = () => {
    setCollision(null);
    draft.empty();
    onSent();
  };
  const planning = usePlanning(conversationId, finish);
  const arrived = uploads.every(({ id }) => id !== null);
  const maySend = fit && arrived && !checking && !note.isPending && !planning.pending && (written.text !== "" || uploads.length > 0);
  const hold = () => {
    outbox.hold(conversationId, reply, uploads);
    finish();
  };
  const addNote = () => note.mutate({ ...written, ...mentionedIn(written.text, people) }, { onSuccess: finish, onError: tellError });
  const answerAfter = (newest: readonly Message[]) => {
    const answered = answeredSince(newest, draft.since, me);
    if (answered) setCollision(answered);
    else hold();
  };
  /** Where the newest messages cannot be asked for, the answer goes all the same. */
  const answer = async () => {
    const known = draft.known();
    setChecking(!known);
    const newest = known ?? (await draft.newest().catch(() => []));
    setChecking(false);
    answerAfter(newest);
  };
  return {
    maySend,
    error: note.error,
    collision: draft.mode === "reply" ? collision : null,
    send: () => maySend && (draft.mode === "note" ? addNote() : void answer()),
    sendAnyway: () => maySend && hold(),
    dropCollision: () => {
      setCollision(null);
      draft.catchUp();
    },
    plan: (at: Date, onlyUnanswered: boolean) => planning.plan({ ...reply, send_at: at.toISOString(), only_unanswered: onlyUnanswered }),
  };
}

function usePlanning(conversationId: string, onPlanned: () => void) {
  const { t, locale } = useI18n();
  const { tell } = useToasts();
  const planning = usePlan(conversationId);
  const plan = async (given: Parameters<typeof planning.mutateAsync>[0]) => {
    const planned = await planning.mutateAsync(given);
    tell(t("planned.planned", { at: sayMoment(new Date(planned.send_at), locale) }));
    onPlanned();
  };
  return { plan, pending: planning.isPending };
}
