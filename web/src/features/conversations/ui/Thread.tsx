/** A conversation: its head, its messages, what is being typed, and the composer. */
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useT } from "@/shared/i18n";
import { useToasts } from "@/shared/ui/toasts";
import type { Reached } from "@/shared/ui/useReached";
import { Empty, Failure, Interrupted, SkeletonRows } from "@/shared/ui/states";
import type { Conversation, Message } from "@/shared/api/types";
import { useResend } from "@/features/conversations/api/retries";
import type { Outgoing } from "@/features/conversations/outbox";
import { linesOf } from "@/features/conversations/thread";
import type { BubbleActions } from "@/features/conversations/ui/Bubble";
import { Composer, ComposerPlace, type ComposerHandle } from "@/features/conversations/ui/Composer";
import { HeldMessages } from "@/features/conversations/ui/HeldMessages";
import { LiveTyping } from "@/features/conversations/ui/LiveTyping";
import { KeptFolds } from "@/features/conversations/ui/folds";
import { MessageWindow } from "@/features/conversations/ui/MessageWindow";
import { Pictures } from "@/features/conversations/ui/pictures";
import { PlannedMessages } from "@/features/conversations/ui/PlannedMessages";
import { TrailPanel } from "@/features/conversations/ui/Trail";
import { type ThreadView } from "@/features/conversations/useThread";
import { useMarkRead } from "@/features/conversations/useMarkRead";
import { useMay } from "@/features/workspaces";

const FindBar = lazy(() => import("@/features/conversations/ui/FindBar").then(({ FindBar: component }) => ({ default: component })));

interface Props {
  conversation: Conversation;
  view: ThreadView;
  /** Whether what was said is on the screen: what is written, planned and told comes after it. */
  painted: boolean;
  composer: Reached<ComposerHandle>;
  finding: boolean;
  onFound: () => void;
}

export function Thread({ conversation, view, painted, composer, finding, onFound }: Props) {
  const t = useT();
  const { query, messages } = view;
  const lines = useMemo(() => linesOf(messages), [messages]);
  const [trailOf, setTrailOf] = useState<string | null>(null);
  const [replyTo, setReplyTo] = useState<Message | null>(null);
  const mayWrite = useMay("conversations.write");
  useMarkRead(conversation, painted && view.connected ? messages.at(-1)?.id : undefined);
  const takeBack = (back: Outgoing) => {
    composer.ask((it) => it.restore(back));
    setReplyTo(messages.find(({ id }) => id === back.draft.reply_to_id) ?? null);
  };
  const actions = useActions(conversation, { onTrail: setTrailOf, onReply: setReplyTo, onJump: view.jump });
  const state = query.isPending ? (
    <SkeletonRows rows={7} height={44} />
  ) : query.isLoadingError ? (
    <Failure error={query.error} retry={() => void query.refetch()} />
  ) : (
    <Empty icon="inbox" title={t("thread.empty")} text={t("thread.empty.text")} />
  );
  return (
    <KeptFolds>
      <Suspense>{finding && <FindBar conversationId={conversation.id} onJump={view.jump} onClose={onFound} />}</Suspense>
      {query.isError && query.data && <Interrupted error={query.error} retry={() => void view.goOn()} />}
      <Pictures messages={messages}>
        <MessageWindow key={view.around ?? "end"} lines={lines} view={view} actions={actions} state={state}>
          <HeldMessages conversationId={conversation.id} sent={messages} onUndo={takeBack} />
          <PlannedMessages conversationId={conversation.id} shown={painted} />
          <LiveTyping key={conversation.id} conversationId={conversation.id} />
        </MessageWindow>
      </Pictures>
      {mayWrite && (painted ? <Composer key={conversation.id} ref={composer.ref} conversation={conversation} replyTo={replyTo} onCancelReply={() => setReplyTo(null)} /> : <ComposerPlace conversation={conversation} />)}
      <TrailPanel messageId={trailOf} onClose={() => setTrailOf(null)} />
    </KeptFolds>
  );
}

function useActions(conversation: Conversation, on: { onTrail: (id: string) => void; onReply: (message: Message) => void; onJump: (id: string) => void }): BubbleActions {
  const mayWrite = useMay("conversations.write");
  const { tellError } = useToasts();
  const { mutate } = useResend(conversation.id);
  const resend = useCallback((message: Message) => mutate(message.id, { onError: tellError }), [mutate, tellError]);
  const { onTrail, onReply, onJump } = on;
  const latest = useRef(onJump);
  useEffect(() => {
    latest.current = onJump;
  });
  return useMemo(
    () => ({
      onTrail: (message: Message) => onTrail(message.id),
      onJump: (id: string) => latest.current(id),
      onReply: mayWrite && conversation.can.reply_to ? onReply : undefined,
      onResend: mayWrite ? resend : undefined,
    }),
    [conversation.can.reply_to, mayWrite, onReply, onTrail, resend],
  );
}
