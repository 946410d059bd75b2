import { useT } from "@/shared/i18n";
import { Empty, Failure, SkeletonRows } from "@/shared/ui/states";
import { More } from "@/shared/ui/More";
import { useDeskSearch } from "@/shared/search";
import { useSearchMessages } from "@/features/conversations/api/search";
import { ListRow } from "@/features/conversations/ui/ListRow";
import { searchFilterOf } from "@/features/conversations/filters";
import { passagePieces } from "@/features/conversations/passage";
import classes from "@/features/conversations/ui/List.module.css";

export function SearchResults({ words, openId }: { words: string; openId: string | undefined }) {
  const t = useT();
  const filter = searchFilterOf(useDeskSearch());
  const search = useSearchMessages(words, true, filter);
  if (search.isPending) return <SkeletonRows rows={9} height={42} gap={24} />;
  if (search.isLoadingError) return <Failure error={search.error} retry={() => void search.refetch()} />;
  const hits = search.data.pages.flatMap(({ items }) => items);
  if (hits.length === 0 && !search.hasNextPage) return <Empty icon="search" title={t("search.none")} text={t("search.none.text")} />;
  return (
    <div className={classes.scroll}>
      <p className="unseen" role="status">
        {t("search.found", { count: hits.length })}
      </p>
      <ul aria-label={t("search.results")}>
        {hits.map((hit) => (
          <li key={hit.message_id} style={{ height: 66 }}>
            <ListRow row={hit.conversation} open={hit.conversation.id === openId} marked={false} at={hit.sent_at} messageId={hit.message_id} passage={<Passage snippet={hit.snippet} />} />
          </li>
        ))}
      </ul>
      <More query={search} />
    </div>
  );
}

function Passage({ snippet }: { snippet: string }) {
  return passagePieces(snippet).map(({ text, found }, index) => (found ? <mark key={index}>{text}</mark> : text));
}
