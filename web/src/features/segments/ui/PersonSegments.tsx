/** In which segments a person is now, on their card; of many segments some are asked at once. */
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useT } from "@/shared/i18n";
import { Failure, Interrupted, SkeletonRows } from "@/shared/ui/states";
import { useSegmentsOf } from "@/features/segments/api/segments";
import classes from "@/features/segments/ui/People.module.css";

const SHOWN = 20;

export default function PersonSegments({ contactId }: { contactId: string }) {
  const t = useT();
  const query = useSegmentsOf(contactId);
  const [whole, setWhole] = useState(false);
  if (query.isPending) return <SkeletonRows rows={1} height={24} />;
  if (query.isLoadingError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const held = query.data.pages.flatMap(({ items }) => items);
  const shown = whole ? held : held.slice(0, SHOWN);
  const left = query.data.pages.at(-1)?.left ?? 0;
  return (
    <>
      {held.length === 0 && left === 0 && <p className={classes.quiet}>{t("segments.of.none")}</p>}
      <ul className={classes.chips}>
        {shown.map(({ id, name }) => (
          <li key={id}>
            <Link className={classes.chip} to="/segments/$segmentId" params={{ segmentId: id }} search={{ why: contactId }}>
              {name}
            </Link>
          </li>
        ))}
        {held.length > shown.length && (
          <li>
            <Button size="compact-sm" variant="subtle" onClick={() => setWhole(true)}>
              {t("segments.of.more", { count: held.length - shown.length })}
            </Button>
          </li>
        )}
      </ul>
      {left > 0 && <Left query={query} left={left} />}
    </>
  );
}

/** Segments nobody asked about the person yet. */
function Left({ query, left }: { query: ReturnType<typeof useSegmentsOf>; left: number }) {
  const t = useT();
  if (query.isFetchNextPageError) return <Interrupted error={query.error} retry={() => void query.fetchNextPage()} />;
  return (
    <p className={classes.left}>
      {t("segments.of.left", { count: left })}
      <Button size="compact-sm" variant="subtle" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
        {t("segments.of.check")}
      </Button>
    </p>
  );
}
