/** A conversation: its head, its messages, what is being typed, and the composer. */
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useT } from "@/shared/i18n";
import { useToasts } from "@/shared/ui/toasts";
import { Empty, Failure, SkeletonRows } from "@/shared/ui/states";
import type { Conversation, Message } from "@/shared/api/types";
import { useMessages } from "@/features/conversations/api/messages";
import { useResend } from "@/features/conversations/api/retries";
import type { Outgoing } from "@/features/conversations/outbox";
import { linesOf } from "@/features/conversations/thread";
import { Bubble, type BubbleActions } from "@/features/conversations/ui/Bubble";
import { Composer, type ComposerHandle } from "@/features/conversations/ui/Composer";
import { HeldMessages } from "@/features/conversations/ui/HeldMessages";
import { LiveTyping } from "@/features/conversations/ui/LiveTyping";
import { PlannedMessages } from "@/features/conversations/ui/PlannedMessages";
import { TrailPanel } from "@/features/conversations/ui/Trail";
import { useMarkRead } from "@/features/conversations/useMarkRead";
import { useMay } from "@/features/workspaces";
import classes from "@/features/conversations/ui/Thread.module.css";

interface Props {
  conversation: Conversation;
  composer: React.RefObject<ComposerHandle | null>;
}

export function Thread({ conversation, composer }: Props) {
  const t = useT();
  const query = useMessages(conversation.id);
  const messages = useMemo(() => (query.data?.pages ?? []).flatMap(({ items }) => items).toReversed(), [query.data]);
  const [trailOf, setTrailOf] = useState<string | null>(null);
  const [replyTo, setReplyTo] = useState<Message | null>(null);
  const mayWrite = useMay("conversations.write");
  useMarkRead(conversation, messages.at(-1)?.id);
  const takeBack = (back: Outgoing) => {
    composer.current?.restore(back);
    setReplyTo(messages.find(({ id }) => id === back.draft.reply_to_id) ?? null);
  };
  const actions = useActions(conversation, { onTrail: setTrailOf, onReply: setReplyTo });
  return (
    <>
      <div className={classes.scroll}>
        <div className={classes.messages}>
          {query.isPending ? (
            <SkeletonRows rows={7} height={44} />
          ) : query.isError && messages.length === 0 ? (
            <Failure error={query.error} retry={() => void query.refetch()} />
          ) : messages.length === 0 ? (
            <Empty icon="inbox" title={t("thread.empty")} text={t("thread.empty.text")} />
          ) : (
            <>
              <Older query={query} />
              <Lines messages={messages} actions={actions} />
            </>
          )}
          <HeldMessages conversationId={conversation.id} sent={messages} onUndo={takeBack} />
          <PlannedMessages conversationId={conversation.id} />
          <LiveTyping key={conversation.id} conversationId={conversation.id} />
        </div>
      </div>
      {mayWrite && <Composer key={conversation.id} ref={composer} conversation={conversation} replyTo={replyTo} onCancelReply={() => setReplyTo(null)} />}
      <TrailPanel messageId={trailOf} onClose={() => setTrailOf(null)} />
    </>
  );
}

function Lines({ messages, actions }: { messages: Message[]; actions: BubbleActions }) {
  const t = useT();
  const lines = useMemo(() => linesOf(messages), [messages]);
  const byId = useMemo(() => new Map(messages.map((message) => [message.id, message])), [messages]);
  return (
    <div role="log" aria-label={t("thread.messages")} aria-live="polite" aria-relevant="additions">
      {lines.map((line) => (
        <Bubble key={line.message.id} line={line} quoted={line.message.reply_to_id ? byId.get(line.message.reply_to_id) : undefined} actions={actions} />
      ))}
    </div>
  );
}

function useActions(conversation: Conversation, on: { onTrail: (id: string) => void; onReply: (message: Message) => void }): BubbleActions {
  const mayWrite = useMay("conversations.write");
  const { tellError } = useToasts();
  const { mutate } = useResend(conversation.id);
  const resend = useCallback((message: Message) => mutate(message.id, { onError: tellError }), [mutate, tellError]);
  const { onTrail, onReply } = on;
  return useMemo(
    () => ({
      onTrail: (message: Message) => onTrail(message.id),
      onReply: mayWrite && conversation.can.reply_to ? onReply : undefined,
      onResend: mayWrite ? resend : undefined,
    }),
    [conversation.can.reply_to, mayWrite, onReply, onTrail, resend],
  );
}

/** Older messages come when their place is scrolled into view. */
function Older({ query }: { query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown } }) {
  const t = useT();
  const mark = useRef<HTMLDivElement>(null);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  useEffect(() => {
    if (!mark.current || !hasNextPage || isFetchingNextPage) return;
    const watcher = new IntersectionObserver(([entry]) => entry?.isIntersecting && fetchNextPage(), { rootMargin: "400px" });
    watcher.observe(mark.current);
    return () => watcher.disconnect();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  return <div ref={mark}>{isFetchingNextPage && <p className={classes.older}>{t("state.loading")}</p>}</div>;
}
