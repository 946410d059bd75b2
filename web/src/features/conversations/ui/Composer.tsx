/** One box for replies and notes: says the channel and its limits first, keeps the draft, holds a sent reply for undo. */
import { lazy, Suspense, useEffect, useImperativeHandle, useRef, useState, type Ref, type RefObject } from "react";
import { useFormat } from "@/shared/format";
import { useNow } from "@/shared/format/useNow";
import { useT } from "@/shared/i18n";
import type { Conversation, Message } from "@/shared/api/types";
import { blockOf } from "@/features/conversations/limits";
import type { Outgoing } from "@/features/conversations/outbox";
import { useComposer, type ComposerState } from "@/features/conversations/useComposer";
import { CollisionBox } from "@/features/conversations/ui/CollisionBox";
import type { PreparedUse } from "@/features/conversations/ui/PreparedChooser";
import { ComposerBox } from "@/features/conversations/ui/ComposerBox";
import { ComposerHead, ComposerProblem, ReplyTo, Subject } from "@/features/conversations/ui/ComposerParts";
import { useVariables } from "@/features/snippets";
import { useChannels } from "@/features/delivery";
import { DraftHints } from "@/features/hints";
import { SmsHint } from "@/features/prices";
import { useMe } from "@/features/workspaces";
import classes from "@/features/conversations/ui/Composer.module.css";

const PreparedBox = lazy(() => import("@/features/conversations/ui/PreparedBox"));

export interface ComposerHandle {
  write: (mode: "reply" | "note") => void;
  restore: (back: Outgoing) => void;
  addFiles: (files: File[]) => void;
}

interface Props {
  conversation: Conversation;
  replyTo: Message | null;
  onCancelReply: () => void;
  ref: Ref<ComposerHandle>;
}

export function Composer({ conversation, replyTo, onCancelReply, ref }: Props) {
  const composer = useComposer(conversation, replyTo, onCancelReply);
  const names = useNames(conversation);
  const box = useRef<HTMLTextAreaElement>(null);
  const [preparedBack, setPreparedBack] = useState<PreparedUse | null>(null);
  const { setMode, restore, addFiles } = composer;
  useImperativeHandle(ref, () => ({
    write: (mode) => {
      setMode(mode);
      box.current?.focus();
    },
    restore: (back) => {
      setPreparedBack(back.draft.prepared ?? null);
      if (!back.draft.prepared) restore(back);
      box.current?.focus();
    },
    addFiles: (files) => {
      addFiles(files);
      box.current?.focus();
    },
  }), [setMode, restore, addFiles]);
  useEffect(() => {
    if (replyTo) box.current?.focus();
  }, [replyTo]);
  const prepared = composer.mode === "reply" && composer.problem?.code === "window_closed" && conversation.can.prepared;
  const known = () => {
    composer.dropCollision();
    box.current?.focus();
  };
  return (
    <div className={classes.composer} data-mode={composer.mode}>
      <ComposerHead conversation={conversation} mode={composer.mode} onMode={(mode) => { setMode(mode); box.current?.focus(); }} />
      {replyTo && composer.mode === "reply" && <ReplyTo message={replyTo} onCancel={onCancelReply} />}
      {composer.subject !== null && <Subject value={composer.subject} thread={conversation.subject} onChange={composer.setSubject} />}
      <Blocked composer={composer} conversation={conversation} />
      {composer.collision && <CollisionBox message={composer.collision} onSend={() => { composer.sendAnyway(); box.current?.focus(); }} onKnown={known} />}
      {prepared ? (
        <Suspense>
          <PreparedBox key={JSON.stringify(preparedBack)} conversationId={conversation.id} back={preparedBack} />
        </Suspense>
      ) : (
        <>
          <ComposerBox conversation={conversation} composer={composer} names={names} boxRef={box} />
          <ComposerProblem problem={composer.problem} error={composer.error} />
        </>
      )}
      {composer.mode === "reply" && composer.text && <Advice composer={composer} conversation={conversation} boxRef={box} />}
    </div>
  );
}

/** Keeps the room that the composer is about to take. */
export function ComposerPlace({ conversation }: { conversation: Conversation }) {
  return <div className={classes.place} data-subject={conversation.can.subject || undefined} aria-hidden="true" />;
}

/** What the draft may have overlooked, and what it will cost. */
function Advice({ composer, conversation, boxRef }: { composer: ComposerState; conversation: Conversation; boxRef: RefObject<HTMLTextAreaElement | null> }) {
  const sms = useChannels().data?.find(({ id }) => id === conversation.channel_id)?.capabilities.sms;
  return (
    <Suspense>
      <DraftHints conversationId={conversation.id} draft={composer.text} />
      {sms && <SmsHint channelId={conversation.channel_id} address={conversation.thread_id} text={composer.text} boxRef={boxRef} onReplace={composer.setText} />}
    </Suspense>
  );
}

/** A person is addressed by the first name, in either language of the company. */
function useNames({ id, contact }: Conversation): Record<string, string> {
  const known = useVariables(id).data?.values;
  const { operator, workspace } = useMe();
  const first = contact.name.split(/\s/)[0] ?? "";
  return { имя: first, name: first, оператор: operator.name, operator: operator.name, компания: workspace.name, company: workspace.name, ...known };
}

function Blocked({ composer, conversation }: { composer: ComposerState; conversation: Conversation }) {
  const t = useT();
  const now = useNow();
  const format = useFormat();
  const { window_closes_at: closes } = conversation.can;
  if (composer.mode !== "reply" || !closes || blockOf(conversation.can, now)) return null;
  const left = (new Date(closes).getTime() - now.getTime()) / 1000;
  return <p className={classes.hint}>{t("composer.window", { left: format.duration(left) })}</p>;
}
