import { Button } from "@mantine/core";
import { useT } from "@/shared/i18n";
import { Interrupted } from "@/shared/ui/states";

interface Pages {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  isFetchNextPageError: boolean;
  error: Error | null;
  fetchNextPage: () => unknown;
}

/** The next page of a table. */
export function More({ query }: { query: Pages }) {
  const t = useT();
  if (!query.hasNextPage) return null;
  if (query.isFetchNextPageError) return <Interrupted error={query.error} retry={() => void query.fetchNextPage()} />;
  return (
    <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()} style={{ alignSelf: "center" }}>
      {t("action.more")}
    </Button>
  );
}
