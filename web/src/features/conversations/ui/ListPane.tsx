/** The list with its search; on a phone also the choice of view. */
import { NativeSelect, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState, type RefObject } from "react";
import { useT } from "@/shared/i18n";
import { Icon } from "@/shared/ui/icons";
import { IconButton } from "@/shared/ui/IconButton";
import { Empty, Failure, Interrupted, SkeletonRows } from "@/shared/ui/states";
import { usePhone } from "@/shared/ui/usePhone";
import type { ConversationRow, View } from "@/shared/api/types";
import { useDeskSearch, type DeskSearch } from "@/shared/search";
import type { useConversations } from "@/features/conversations/api/list";
import { SEARCH_MIN } from "@/features/conversations/api/search";
import { useSavedViews } from "@/features/conversations/api/views";
import { narrowing, searchOf } from "@/features/conversations/filters";
import { useAskedCount } from "@/features/consultations";
import { useTaskCounts } from "@/features/tasks";
import type { Chosen } from "@/features/conversations/useChosen";
import { List } from "@/features/conversations/ui/List";
import { SearchResults } from "@/features/conversations/ui/SearchResults";
import { StartButton } from "@/features/conversations/ui/StartButton";
import { VIEWS } from "@/features/conversations/ui/Views";
import { useDebounced } from "@/shared/ui/useDebounced";
import classes from "@/features/conversations/ui/List.module.css";

const BulkBar = lazy(() => import("@/features/conversations/ui/BulkBar").then(({ BulkBar: component }) => ({ default: component })));

/** Not views of conversations but screens beside them. */
const ASKED = "asked";
const TASKS = "tasks";

interface Props {
  view: View;
  identity: string;
  chosen: Chosen;
  words: string;
  openId: string | undefined;
  markedId: string | undefined;
  steppedId: string | undefined;
  rows: ConversationRow[];
  query: ReturnType<typeof useConversations>;
  searchRef: RefObject<HTMLInputElement | null>;
  onFilters: () => void;
}

export function ListPane(props: Props) {
  const { words } = props;
  const t = useT();
  const phone = usePhone();
  const choosing = props.chosen.rows.length > 0;
  return (
    <>
      <div className={classes.head}>
        {phone && <ViewSelect view={props.view} />}
        <div className={classes.headLine}>
          <SearchBox words={words} inputRef={props.searchRef} />
          {phone && props.rows[0] && <IconButton icon="checks" label={t("bulk.begin")} onClick={() => props.chosen.rows.length > 0 ? props.chosen.clear() : props.rows[0] && props.chosen.toggle(props.rows[0].id, false)} />}
          <Filters onOpen={props.onFilters} />
          <StartButton />
        </div>
      </div>
      <Suspense>{choosing && <BulkBar chosen={props.chosen} />}</Suspense>
      {words.length >= SEARCH_MIN ? <SearchResults words={words} openId={props.openId} /> : <Rows {...props} />}
    </>
  );
}

function Rows({ query, rows, view, identity, chosen, openId, markedId, steppedId }: Props) {
  const t = useT();
  const { fetchNextPage, isFetchingNextPage, isFetchNextPageError } = query;
  if (query.isPending) return <SkeletonRows rows={9} height={42} gap={24} />;
  if (query.isError && rows.length === 0) return <Failure error={query.error} retry={() => void query.refetch()} />;
  if (rows.length === 0) return <Empty icon={view === "waiting" ? "check" : "inbox"} title={t(`inbox.empty.${view}`)} text={t(`inbox.empty.${view}.text`)} />;
  return (
    <>
      <List
        rows={rows}
        identity={identity}
        chosen={chosen}
        openId={openId}
        markedId={markedId}
        steppedId={steppedId}
        hasMore={query.hasNextPage && !isFetchingNextPage && !isFetchNextPageError}
        loadMore={() => void fetchNextPage()}
      />
      {isFetchNextPageError && <Interrupted error={query.error} retry={() => void fetchNextPage()} />}
    </>
  );
}

function Filters({ onOpen }: { onOpen: () => void }) {
  const t = useT();
  const narrowed = narrowing(useDeskSearch());
  return (
    <span className={classes.filters} data-on={narrowed > 0 || undefined}>
      <IconButton icon="settings" label={narrowed > 0 ? t("filter.on", { count: narrowed }) : t("filter.title")} active={narrowed > 0} onClick={onOpen} />
    </span>
  );
}

function ViewSelect({ view }: { view: View }) {
  const t = useT();
  const navigate = useNavigate();
  const saved = useSavedViews().data ?? [];
  const asked = useAskedCount();
  const tasks = useTaskCounts().data?.mine ?? 0;
  const choose = (value: string) => {
    if (value === ASKED) return void navigate({ to: "/consultations" });
    if (value === TASKS) return void navigate({ to: "/tasks" });
    const one = saved.find(({ id }) => id === value);
    void navigate({ to: "/inbox", search: one ? searchOf(one.filter) : { view: value as View } });
  };
  return (
    <NativeSelect
      aria-label={t("inbox.views")}
      value={view}
      data={[...VIEWS.map(({ view: value, title }) => ({ value, label: t(title) })), { value: ASKED, label: asked > 0 ? `${t("consultations.of_me")} · ${asked}` : t("consultations.of_me") }, { value: TASKS, label: tasks > 0 ? `${t("tasks.title")} · ${tasks}` : t("tasks.title") }, ...saved.map(({ id, name }) => ({ value: id, label: name }))]}
      onChange={(event) => choose(event.currentTarget.value)}
    />
  );
}

function SearchBox({ words, inputRef }: { words: string; inputRef: RefObject<HTMLInputElement | null> }) {
  const t = useT();
  const navigate = useNavigate();
  const [typed, setTyped] = useState(words);
  const settled = useDebounced(typed.trim(), 250);
  useEffect(() => {
    if (settled !== words) void navigate({ to: ".", search: (old: DeskSearch) => ({ ...old, q: settled || undefined }), replace: true });
    // The address follows the box, not the other way round.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [settled]);
  return (
    <TextInput
      ref={inputRef}
      type="search"
      size="sm"
      flex={1}
      aria-label={t("inbox.search")}
      placeholder={t("inbox.search")}
      leftSection={<Icon name="search" size={16} />}
      rightSection={typed && <IconButton icon="close" label={t("action.clear")} onClick={() => setTyped("")} />}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onKeyDown={(event) => event.key === "Escape" && setTyped("")}
    />
  );
}
