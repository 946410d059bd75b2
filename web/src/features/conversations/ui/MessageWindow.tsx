/** The messages that are on the screen and a few round them, however long the thread is: it opens at its end or at the
 *  message asked for, stays where it is read when older or newer ones come, and follows the end while the end is seen. */
import { useVirtualizer, type VirtualItem, type Virtualizer } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useRef, useState, type FocusEvent, type ReactNode, type RefObject } from "react";
import { useT } from "@/shared/i18n";
import { Icon } from "@/shared/ui/icons";
import type { Message } from "@/shared/api/types";
import { heightOf, unseenAfter, withFocused, type Line } from "@/features/conversations/thread";
import { Bubble, type BubbleActions } from "@/features/conversations/ui/Bubble";
import { Announced } from "@/features/conversations/ui/Announced";
import { useAtEnd } from "@/features/conversations/ui/useAtEnd";
import { END, type ThreadView } from "@/features/conversations/useThread";
import classes from "@/features/conversations/ui/Thread.module.css";

const AHEAD_LINES = 12;
const OVERSCAN_LINES = 8;
const LOOKED_AT_MS = 2_500;
const STILL_FRAMES = 4;

interface Drawn {
  first: number | undefined;
  last: number | undefined;
  count: number;
}

const NOWHERE: Drawn = { first: undefined, last: undefined, count: 0 };

interface Props {
  lines: Line[];
  view: ThreadView;
  actions: BubbleActions;
  /** Stands in the place of messages while there are none. */
  state: ReactNode;
  /** What follows the messages: those on hold, planned, and what is being typed. */
  children: ReactNode;
}

export function MessageWindow({ lines, view, actions, state, children }: Props) {
  const t = useT();
  const scroller = useRef<HTMLDivElement>(null);
  const foot = useRef<HTMLDivElement>(null);
  const newest = view.connected ? lines.at(-1)?.message : undefined;
  const { virtual, focus } = useLines(lines, scroller, view.connected);
  const { lit, settled } = useTarget(lines, view.target, virtual);
  const { atEnd, seenId } = useAtEnd({ scroller, foot, virtual, newestId: newest?.id, first: view.target.id === END });
  const items = virtual.getVirtualItems();
  useEdges(view, settled ? { first: items[0]?.index, last: items.at(-1)?.index, count: lines.length } : NOWHERE);
  return (
    <div className={classes.frame}>
      <div className={classes.scroll} ref={scroller}>
        <div className={classes.messages}>
          {lines.length === 0 && state}
          <div role="log" aria-label={t("thread.messages")} aria-live="off" className={classes.log} style={{ height: virtual.getTotalSize() }} {...focus}>
            {drawn(items, lines).map(({ item, line }) => (
              <div key={item.key} ref={virtual.measureElement} data-index={item.index} data-lit={line.message.id === lit || undefined} className={classes.placed} style={{ transform: `translateY(${item.start}px)` }}>
                <Bubble line={line} quoted={quotedIn(lines, line.message)} actions={actions} />
              </div>
            ))}
          </div>
          <div ref={foot}>{children}</div>
        </div>
      </div>
      {view.query.isFetchingNextPage && <p className={classes.older}>{t("state.loading")}</p>}
      {lines.length > 0 && !(atEnd && view.connected) && <ToEnd fresh={unseenAfter(lines, seenId)} onGo={view.toEnd} />}
      <Announced newest={newest} />
    </div>
  );
}

function ToEnd({ fresh, onGo }: { fresh: number; onGo: () => void }) {
  const t = useT();
  return (
    <button type="button" className={classes.toEnd} data-fresh={fresh > 0 || undefined} onClick={onGo}>
      <Icon name="down" size={16} />
      {fresh > 0 ? t("thread.fresh", { count: fresh }) : t("thread.to_end")}
    </button>
  );
}

/** The drawn ones with what they show; for a moment the list may be shorter than what was measured. */
function drawn<Item extends { index: number }>(items: readonly Item[], lines: readonly Line[]): { item: Item; line: Line }[] {
  return items.flatMap((item) => {
    const line = lines[item.index];
    return line ? [{ item, line }] : [];
  });
}

type Virtual = ReturnType<typeof useLines>["virtual"];

function useLines(lines: Line[], scroller: RefObject<HTMLDivElement | null>, connected: boolean) {
  const [focused, setFocused] = useState<string | null>(null);
  // A page that is fetched onward is not new talk: the end is followed only where it was reached before.
  const [followed, setFollowed] = useState(connected);
  useEffect(() => setFollowed(connected), [connected]);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => heightOf(lines[index]),
    getItemKey: (index) => lines[index]?.message.id ?? index,
    overscan: OVERSCAN_LINES,
    anchorTo: "end",
    followOnAppend: followed && connected,
    scrollEndThreshold: 60,
    // The message that holds the focus stays, or the keyboard would lose its place.
    rangeExtractor: (range) => withFocused(range, focused === null ? -1 : lines.findIndex(({ message }) => message.id === focused)),
  });
  useLayoutEffect(() => {
    virtual.shouldAdjustScrollPositionOnItemSizeChange = isAbove;
  }, [virtual]);
  const focus = {
    onFocus: ({ target }: FocusEvent) => {
      const index = Number(target.closest<HTMLElement>("[data-index]")?.dataset.index);
      setFocused(lines[index]?.message.id ?? null);
    },
    onBlur: () => setFocused(null),
  };
  return { virtual, focus };
}

/** What changes its height above the place that is read moves that place, whichever way one scrolls: a day's line goes from
 *  the first message when older ones come before it. */
function isAbove({ key, start, end }: VirtualItem, _: number, { itemSizeCache, scrollOffset }: Virtualizer<HTMLDivElement, Element>): boolean {
  return (itemSizeCache.has(key) ? end : start) <= (scrollOffset ?? 0);
}

/** Scrolls to what was asked for once it is there; `lit`: the message to be marked for a while. Nothing may be added round
 *  it before it `settled` where it belongs, for the way there is measured as it is drawn. */
function useTarget(lines: Line[], { id, asked }: ThreadView["target"], virtual: Virtual): { lit: string | null; settled: boolean } {
  const [done, setDone] = useState(-1);
  const [settled, setSettled] = useState(-1);
  const [lit, setLit] = useState<string | null>(null);
  const index = id === END ? lines.length - 1 : lines.findIndex(({ message }) => message.id === id);
  useLayoutEffect(() => {
    if (done === asked || index < 0) return;
    if (id === END) virtual.scrollToEnd();
    else virtual.scrollToIndex(index, { align: "center" });
    setDone(asked);
    setLit(id === END ? null : id);
  }, [asked, done, id, index, virtual]);
  useEffect(() => {
    if (!lit) return;
    const timer = setTimeout(() => setLit(null), LOOKED_AT_MS);
    return () => clearTimeout(timer);
  }, [lit, asked]);
  useEffect(() => {
    if (done === asked) return whenStill(() => virtual.scrollOffset, () => setSettled(asked));
  }, [asked, done, virtual]);
  return { lit, settled: settled === asked };
}

/** Calls back once what is read has not changed for some frames; returns what stops the watch. */
function whenStill(read: () => number | null, still: () => void): () => void {
  let last = read();
  let frames = 0;
  let timer = requestAnimationFrame(look);
  function look(): void {
    frames = read() === last ? frames + 1 : 0;
    last = read();
    if (frames >= STILL_FRAMES) still();
    else timer = requestAnimationFrame(look);
  }
  return () => cancelAnimationFrame(timer);
}

/** Both ends of what is loaded go on before they are reached. */
function useEdges({ query }: ThreadView, { first, last, count }: Drawn): void {
  const { hasNextPage, hasPreviousPage, isFetching, isError, fetchNextPage, fetchPreviousPage } = query;
  useEffect(() => {
    if (isFetching || isError || first === undefined || last === undefined) return;
    if (hasNextPage && first < AHEAD_LINES) void fetchNextPage();
    else if (hasPreviousPage && last >= count - AHEAD_LINES) void fetchPreviousPage();
  }, [count, fetchNextPage, fetchPreviousPage, first, hasNextPage, hasPreviousPage, isError, isFetching, last]);
}

function quotedIn(lines: Line[], { reply_to_id: id }: Message): Message | undefined {
  return id ? lines.find(({ message }) => message.id === id)?.message : undefined;
}
