/** What of a thread is on the screen: its end, or the part round the message that was asked for. */
import { useQueryClient } from "@tanstack/react-query";
import { useLocation, useNavigate } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useState } from "react";
import type { Message } from "@/shared/api/types";
import type { DeskSearch } from "@/shared/search";
import { useToasts } from "@/shared/ui/toasts";
import { ApiError } from "@/shared/api/http";
import { useT } from "@/shared/i18n";
import { forgetPast, messagesOf, messagesQuery, reachesEnd, useMessages } from "@/features/conversations/api/messages";

/** The end of the thread, where no message is named. */
export const END = "";

/** `asked` tells two wishes for the same place apart. */
export interface Target {
  id: string;
  asked: number;
}

export type ThreadView = ReturnType<typeof useThread>;

/** Lives as long as one conversation is open. */
export function useThread(id: string) {
  const client = useQueryClient();
  // Both of one location: the address may be told a moment before its parts. One that names no message changes nothing here.
  const [wanted, navigation] = useLocation({ select: ({ search, state }) => wishOf(search as DeskSearch, state.__TSR_key), structuralSharing: true });
  useState(() => forgetPast(client, id));
  const [around, setAround] = useState(wanted);
  const [target, setTarget] = useState<Target>({ id: wanted ?? END, asked: 0 });
  const query = useMessages(id, around);
  const messages = useMemo(() => messagesOf(query.data).toReversed(), [query.data]);
  const connected = reachesEnd(query.data);
  const aim = useCallback((to: string) => setTarget(({ asked }) => ({ id: to, asked: asked + 1 })), []);
  const has = (messageId: string, among: readonly Message[] = messages) => among.some((message) => message.id === messageId);
  const jump = (messageId: string) => {
    if (!has(messageId)) setAround(messageId);
    aim(messageId);
  };
  const toEnd = useCallback(() => {
    if (connected) return aim(END);
    const { queryKey } = messagesQuery(id);
    if (!reachesEnd(client.getQueryData(queryKey))) void client.resetQueries({ queryKey, exact: true });
    setAround(undefined);
    aim(END);
  }, [aim, client, connected, id]);
  useEffect(() => {
    if (wanted) jump(wanted);
    // The address is followed when it changes or is chosen again, not when messages come.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [wanted, navigation]);
  /** What did not come is asked for again: an edge of what is loaded, or all of it. */
  const goOn = () => (query.isFetchNextPageError ? query.fetchNextPage() : query.isFetchPreviousPageError ? query.fetchPreviousPage() : query.refetch());
  useGone(query.error, toEnd);
  return { query, messages, connected, around, target, jump, toEnd, goOn };
}

function wishOf({ message }: DeskSearch, navigation: string | undefined): readonly [message?: string, navigation?: string] {
  return message ? [message, navigation] : [];
}

/** A link to a message that was deleted or moved opens the conversation at its end, and says so. */
function useGone(error: Error | null, toEnd: () => void): void {
  const t = useT();
  const navigate = useNavigate();
  const { tell } = useToasts();
  const gone = error instanceof ApiError && error.code === "conversations.message_not_found";
  useEffect(() => {
    if (!gone) return;
    tell(t("thread.message_gone"));
    void navigate({ to: ".", search: (old: DeskSearch) => ({ ...old, message: undefined }), replace: true });
    toEnd();
    // Said once for each failure.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [gone]);
}
