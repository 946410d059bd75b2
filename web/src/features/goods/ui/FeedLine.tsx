/** One line above the catalogue: how large it is, and how the last load went. */
import { useFormat } from "@/shared/format";
import { useT } from "@/shared/i18n";
import { Status } from "@/shared/ui/Status";
import { useFeed, useGoodsSummary } from "@/features/goods/api/goods";
import { LoadState } from "@/features/goods/ui/LoadState";
import classes from "@/features/goods/Goods.module.css";

export function FeedLine() {
  const t = useT();
  const format = useFormat();
  const summary = useGoodsSummary().data;
  const feed = useFeed().data;
  if (!summary) return null;
  return (
    <div className={classes.line} role="status">
      <span>
        {t("goods.count", { count: summary.goods, shown: format.number(summary.goods) })}
        {" · "}
        {t("goods.count.available", { count: summary.available, shown: format.number(summary.available) })}
      </span>
      {feed?.last_started_at ? <LoadState feed={feed} /> : <Status tone="quiet">{t("goods.load.never")}</Status>}
    </div>
  );
}
