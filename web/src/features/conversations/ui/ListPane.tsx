/** The list with its search; on a phone also the choice of view. */
import { NativeSelect, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState, type RefObject } from "react";
import { useT } from "@/shared/i18n";
import { Icon } from "@/shared/ui/icons";
import { IconButton } from "@/shared/ui/IconButton";
import { Empty, Failure, SkeletonRows } from "@/shared/ui/states";
import { usePhone } from "@/shared/ui/usePhone";
import type { ConversationRow, View } from "@/shared/api/types";
import type { DeskSearch } from "@/shared/search";
import type { useConversations } from "@/features/conversations/api/list";
import { SEARCH_MIN } from "@/features/conversations/api/search";
import { List } from "@/features/conversations/ui/List";
import { SearchResults } from "@/features/conversations/ui/SearchResults";
import { StartButton } from "@/features/conversations/ui/StartButton";
import { VIEWS } from "@/features/conversations/ui/Views";
import { useDebounced } from "@/shared/ui/useDebounced";
import classes from "@/features/conversations/ui/List.module.css";

interface Props {
  view: View;
  channel: string | undefined;
  words: string;
  openId: string | undefined;
  markedId: string | undefined;
  rows: ConversationRow[];
  query: ReturnType<typeof useConversations>;
  searchRef: RefObject<HTMLInputElement | null>;
}

export function ListPane(props: Props) {
  const { words } = props;
  const phone = usePhone();
  return (
    <>
      <div className={classes.head}>
        {phone && <ViewSelect view={props.view} />}
        <div className={classes.headLine}>
          <SearchBox words={words} inputRef={props.searchRef} />
          <StartButton />
        </div>
      </div>
      {words.length >= SEARCH_MIN ? <SearchResults words={words} openId={props.openId} /> : <Rows {...props} />}
    </>
  );
}

function Rows({ query, rows, view, channel, openId, markedId }: Props) {
  const t = useT();
  const { fetchNextPage, isFetchingNextPage } = query;
  if (query.isPending) return <SkeletonRows rows={9} height={42} gap={24} />;
  if (query.isError && rows.length === 0) return <Failure error={query.error} retry={() => void query.refetch()} />;
  if (rows.length === 0) return <Empty icon={view === "waiting" ? "check" : "inbox"} title={t(`inbox.empty.${view}`)} text={t(`inbox.empty.${view}.text`)} />;
  return (
    <List
      rows={rows}
      identity={`${view}/${channel ?? ""}`}
      openId={openId}
      markedId={markedId}
      hasMore={query.hasNextPage && !isFetchingNextPage}
      loadMore={() => void fetchNextPage()}
    />
  );
}

function ViewSelect({ view }: { view: View }) {
  const t = useT();
  const navigate = useNavigate();
  return (
    <NativeSelect
      aria-label={t("inbox.views")}
      value={view}
      data={VIEWS.map(({ view: value, title }) => ({ value, label: t(title) }))}
      onChange={(event) => void navigate({ to: "/inbox", search: { view: event.currentTarget.value as View } })}
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
