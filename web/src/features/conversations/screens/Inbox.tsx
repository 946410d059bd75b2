/** The inbox: views, list, thread and card beside each other; on a phone one at a time. */
import { usePrefetchInfiniteQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useT } from "@/shared/i18n";
import { Empty, SkeletonRows } from "@/shared/ui/states";
import { Resizer } from "@/shared/ui/Resizer";
import { useHotkeys } from "@/shared/ui/useHotkeys";
import { useTitle } from "@/shared/ui/useTitle";
import { usePhone } from "@/shared/ui/usePhone";
import { useMemory } from "@/shared/useMemory";
import { besideConversation, useDeskParams, useDeskSearch } from "@/shared/search";
import type { ListFilter } from "@/features/conversations/api/keys";
import { filterOf } from "@/features/conversations/filters";
import { placeOf, stepped, type Place } from "@/features/conversations/steps";
import { useChosen } from "@/features/conversations/useChosen";
import { conversationsQuery, useConversations } from "@/features/conversations/api/list";
import { ListPane } from "@/features/conversations/ui/ListPane";
import { Views } from "@/features/conversations/ui/Views";
import classes from "@/features/conversations/screens/Inbox.module.css";

const VIEWS_WIDTH = { first: 240, min: 180, max: 320 };
const LIST_WIDTH = { first: 360, min: 280, max: 520 };

/** The thread is most of the inbox's code and none of its first paint: the list comes first, and the thread behind its rows. */
const loadPane = () => import("@/features/conversations/ui/ConversationPane");
const FilterPanel = lazy(() => import("@/features/conversations/ui/FilterPanel").then(({ FilterPanel: component }) => ({ default: component })));
const ConversationPane = lazy(() => loadPane().then(({ ConversationPane: component }) => ({ default: component })));

export function Inbox() {
  const t = useT();
  const phone = usePhone();
  const { conversationId } = useDeskParams();
  useTitle(conversationId ? undefined : t("nav.inbox"));
  const address = useDeskSearch();
  const { view = "open", q = "" } = address;
  const filter = filterOf(address);
  const identity = JSON.stringify(filter);
  const [viewsWidth, setViewsWidth] = useMemory("inbox.views", VIEWS_WIDTH.first);
  const [listWidth, setListWidth] = useMemory("inbox.list", LIST_WIDTH.first);
  const [filtering, setFiltering] = useState(false);
  const search = useRef<HTMLInputElement>(null);
  const { query, rows, markedId, steppedId, chosen } = useInboxList({ filter, openId: conversationId, search });
  useEffect(() => {
    if (!query.isPending) void loadPane();
  }, [query.isPending]);
  const list = <ListPane key={identity} view={view} identity={identity} chosen={chosen} words={q} openId={conversationId} markedId={markedId} steppedId={steppedId} rows={rows} query={query} searchRef={search} onFilters={() => setFiltering(true)} />;
  // Beside the list: each choice in the panel shows another list, and the panel stays.
  const filters = <Suspense>{filtering && <FilterPanel onClose={() => setFiltering(false)} />}</Suspense>;
  if (phone)
    return (
      <div className={classes.pane}>
        <h1 className="unseen">{t("nav.inbox")}</h1>
        {conversationId ? <Pane id={conversationId} /> : list}
        {filters}
      </div>
    );
  return (
    <div className={classes.inbox}>
      <div className={classes.views} style={{ width: viewsWidth }}>
        <Views filter={filter} />
      </div>
      <div className={classes.viewsLine}>
        <Resizer label={t("inbox.views")} width={viewsWidth} {...VIEWS_WIDTH} onChange={setViewsWidth} />
      </div>
      <section className={classes.list} style={{ width: listWidth }} aria-label={t("inbox.conversations")}>
        {list}
      </section>
      <Resizer label={t("inbox.conversations")} width={listWidth} {...LIST_WIDTH} onChange={setListWidth} />
      {conversationId ? <Pane id={conversationId} /> : <Empty icon="inbox" title={t("inbox.choose")} text={t("inbox.choose.text")} />}
      {filters}
    </div>
  );
}

function Pane({ id }: { id: string }) {
  return (
    <Suspense fallback={<div className={classes.waiting}><SkeletonRows rows={8} height={44} /></div>}>
      <ConversationPane key={id} id={id} />
    </Suspense>
  );
}

interface Given {
  filter: ListFilter;
  openId: string | undefined;
  search: React.RefObject<HTMLInputElement | null>;
}

/** The rows of the view and the keys that move through them. */
function useInboxList({ filter, openId, search }: Given) {
  const navigate = useNavigate();
  // Asked for while drawing: before all that the parts of the screen ask for once they are there.
  usePrefetchInfiniteQuery(conversationsQuery(filter));
  const query = useConversations(filter);
  const rows = useMemo(() => (query.data?.pages ?? []).flatMap(({ items }) => items), [query.data]);
  const [marked, setMarked] = useState<string>();
  const markedId = marked ?? openId;
  const chosen = useChosen(rows);
  const open = useCallback(
    (id: string) => void navigate({ to: "/inbox/$conversationId", params: { conversationId: id }, search: besideConversation() }),
    [navigate],
  );
  const [before, setBefore] = useState<Place>({ id: undefined, at: -1 });
  const place = placeOf(rows, markedId, before);
  if (place !== before) setBefore(place);
  const step = (by: 1 | -1) => setMarked(stepped(rows, place, by));
  useHotkeys({
    j: () => step(1),
    k: () => step(-1),
    Enter: () => {
      if (document.activeElement instanceof HTMLElement && document.activeElement.matches("a, button")) document.activeElement.click();
      else if (marked) open(marked);
      setMarked(undefined);
    },
    x: () => markedId && chosen.toggle(markedId, false),
    "/": () => search.current?.focus(),
  });
  return { query, rows, markedId, steppedId: marked, chosen };
}
