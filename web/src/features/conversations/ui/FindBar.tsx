/** Finds words within the open conversation, however far back, and leads from one place to the next. The browser's own
 *  search sees only what is drawn. */
import { TextInput } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useT } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/IconButton";
import { Icon } from "@/shared/ui/icons";
import { useDebounced } from "@/shared/ui/useDebounced";
import { SEARCH_MIN, useSearchMessages } from "@/features/conversations/api/search";
import classes from "@/features/conversations/ui/FindBar.module.css";

const WAIT_MS = 250;
const AHEAD_HITS = 3;

interface Props {
  conversationId: string;
  onJump: (messageId: string) => void;
  onClose: () => void;
}

export function FindBar({ conversationId, onJump, onClose }: Props) {
  const t = useT();
  const [typed, setTyped] = useState("");
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => box.current?.focus(), []);
  const words = useDebounced(typed.trim(), WAIT_MS);
  const { at, hits, more, step, settled } = useHits(conversationId, words, onJump);
  const press = (event: React.KeyboardEvent) => {
    if (event.key === "Enter" && !event.nativeEvent.isComposing) step(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape") onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const said = !settled ? "" : hits === 0 ? t("find.none") : t("find.at", { at: at + 1, count: more ? `${hits}+` : String(hits) });
  return (
    <search className={classes.bar}>
      <TextInput type="search" size="sm" flex={1} ref={box} aria-label={t("find.title")} placeholder={t("find.title")} leftSection={<Icon name="search" size={16} />} maxLength={200} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} onKeyDown={press} />
      <span className={classes.said} role="status">
        {said}
      </span>
      <IconButton icon="up" label={t("find.older")} hint="Enter" disabled={hits === 0} onClick={() => step(1)} />
      <IconButton icon="down" label={t("find.newer")} hint="Shift+Enter" disabled={hits === 0} onClick={() => step(-1)} />
      <IconButton icon="close" label={t("action.close")} hint="Esc" onClick={onClose} />
    </search>
  );
}

/** The places from the newest back; each new search goes to the newest at once. */
function useHits(conversationId: string, words: string, onJump: (messageId: string) => void) {
  const search = useSearchMessages(words, true, { conversation_id: conversationId });
  const hits = (search.data?.pages ?? []).flatMap(({ items }) => items);
  const [at, setAt] = useState(0);
  const settled = words.length >= SEARCH_MIN && search.isSuccess && !search.isPlaceholderData;
  const shown = settled ? hits.length : 0;
  const first = settled ? hits[0]?.message_id : undefined;
  useEffect(() => {
    setAt(0);
    if (first) onJump(first);
    // A search that is settled anew leads to its first place; the way there may change meanwhile.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [words, first]);
  const step = (by: number) => {
    if (shown === 0) return;
    const next = search.hasNextPage ? Math.max(0, Math.min(shown - 1, at + by)) : (at + by + shown) % shown;
    const hit = hits[next];
    setAt(next);
    if (hit) onJump(hit.message_id);
    if (search.hasNextPage && !search.isFetching && next >= shown - AHEAD_HITS) void search.fetchNextPage();
  };
  return { at, hits: shown, more: search.hasNextPage, step, settled };
}
