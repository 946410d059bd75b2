import { Button } from "@mantine/core";
import { useT } from "@/shared/i18n";

/** The next page of a table. */
export function More({ query }: { query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown } }) {
  const t = useT();
  if (!query.hasNextPage) return null;
  return (
    <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()} style={{ alignSelf: "center" }}>
      {t("action.more")}
    </Button>
  );
}
