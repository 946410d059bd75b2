/** The inbox's list: virtualised, still under the pointer, moved through by j and k. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import { useT } from "@/shared/i18n";
import type { ConversationRow } from "@/shared/api/types";
import { ListRow } from "@/features/conversations/ui/ListRow";
import type { Chosen } from "@/features/conversations/useChosen";
import { useHeldRows } from "@/features/conversations/useHeldRows";
import classes from "@/features/conversations/ui/List.module.css";

const ROW_HEIGHT = 66;
const AHEAD_ROWS = 10;
/** The list last left and how far down it was: on a phone one comes back from a conversation to where one was. */
const left = { identity: "", offset: 0 };

interface Props {
  rows: ConversationRow[];
  /** Changes when another list is shown: what was held back is let go. */
  identity: string;
  openId: string | undefined;
  markedId: string | undefined;
  /** The mark was moved there by keys. */
  steppedId: string | undefined;
  chosen: Chosen;
  hasMore: boolean;
  loadMore: () => void;
}

export function List({ rows, identity, openId, markedId, steppedId, chosen, hasMore, loadMore }: Props) {
  const t = useT();
  const scroller = useRef<HTMLDivElement>(null);
  const held = useHeldRows(rows, identity);
  const virtual = useVirtualizer({
    count: held.rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 6,
    getItemKey: (index) => held.rows[index]?.id ?? index,
    initialOffset: () => (left.identity === identity ? left.offset : 0),
  });
  useEffect(() => () => void Object.assign(left, { identity, offset: virtual.scrollOffset ?? 0 }), [identity, virtual]);
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && last >= held.rows.length - AHEAD_ROWS) loadMore();
  }, [hasMore, held.rows.length, last, loadMore]);
  const marked = held.rows.findIndex(({ id }) => id === markedId);
  useEffect(() => {
    if (marked >= 0) virtual.scrollToIndex(marked, { align: "auto" });
    // Only a moved mark scrolls; new measurements must not.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [marked]);
  useEffect(() => {
    if (steppedId) scroller.current?.querySelector<HTMLElement>("[data-marked]")?.focus({ preventScroll: true });
  }, [steppedId]);
  return (
    <div className={classes.scroll} ref={scroller} onPointerEnter={(event) => event.pointerType === "mouse" && held.hold()} onPointerLeave={held.release}>
      {held.waiting > 0 && (
        <button type="button" className={classes.fresh} onClick={held.release}>
          {t("inbox.fresh", { count: held.waiting })}
        </button>
      )}
      <ul className={classes.list} style={{ height: virtual.getTotalSize() }} aria-label={t("inbox.conversations")}>
        {items.map((item) => {
          const row = held.rows[item.index];
          if (!row) return null;
          return (
            <li key={item.key} className={classes.item} style={{ transform: `translateY(${item.start}px)`, height: ROW_HEIGHT }}>
              <label className={classes.choose} data-shown={chosen.rows.length > 0 || undefined}>
                <input type="checkbox" checked={chosen.has(row.id)} onChange={(event) => chosen.toggle(row.id, (event.nativeEvent as MouseEvent).shiftKey)} aria-label={t("bulk.choose", { name: row.contact.name })} />
              </label>
              <ListRow row={row} open={row.id === openId} marked={row.id === markedId} />
            </li>
          );
        })}
      </ul>
    </div>
  );
}
