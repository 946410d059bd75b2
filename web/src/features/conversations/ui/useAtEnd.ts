/** Whether the end of the thread is seen, and up to which message it was; while it is, it stays seen: whatever grows. */
import { useEffect, useState, type RefObject } from "react";

interface Given {
  scroller: RefObject<HTMLElement | null>;
  foot: RefObject<HTMLElement | null>;
  virtual: { isAtEnd: () => boolean; scrollToEnd: () => void };
  /** Undefined where the newest message is not loaded. */
  newestId: string | undefined;
  /** Whether the thread opens at its end. */
  first: boolean;
}

export function useAtEnd({ scroller, foot, virtual, newestId, first }: Given) {
  const [atEnd, setAtEnd] = useState(first);
  const [seenId, setSeenId] = useState(first ? newestId : undefined);
  if (atEnd && newestId && newestId !== seenId) setSeenId(newestId);
  useEffect(() => {
    const element = scroller.current;
    const look = () => setAtEnd(virtual.isAtEnd());
    element?.addEventListener("scroll", look, { passive: true });
    return () => element?.removeEventListener("scroll", look);
  }, [scroller, virtual]);
  useEffect(() => {
    if (!atEnd) return;
    let watched = false;
    const watcher = new ResizeObserver(() => {
      // The first call only tells the sizes that are there.
      if (watched) virtual.scrollToEnd();
      watched = true;
    });
    for (const { current } of [scroller, foot]) if (current) watcher.observe(current);
    return () => watcher.disconnect();
  }, [atEnd, foot, scroller, virtual]);
  return { atEnd, seenId };
}
