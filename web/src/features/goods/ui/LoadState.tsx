/** How a load goes, or went, in a word. */
import type { GoodsFeed } from "@/shared/api/types";
import { useFormat } from "@/shared/format";
import { useNow } from "@/shared/format/useNow";
import { useT } from "@/shared/i18n";
import { Status } from "@/shared/ui/Status";

/** The load went well, but something of it was not done. */
export const SHRUNK = "goods.feed_shrunk";

export function LoadState({ feed }: { feed: GoodsFeed }) {
  const t = useT();
  const format = useFormat();
  const now = useNow();
  if (feed.state !== "idle") return <Status tone="going">{feed.loaded > 0 ? t("goods.load.going", { shown: format.number(feed.loaded) }) : t("goods.load.waiting")}</Status>;
  if (!feed.last_finished_at) return <Status tone="quiet">{t("goods.load.never")}</Status>;
  const when = format.ago(feed.last_finished_at, now);
  if (feed.code === SHRUNK) return <Status tone="soon">{t("goods.load.partly", { when })}</Status>;
  return feed.code ? <Status tone="broken">{t("goods.load.failed", { when })}</Status> : <Status tone="kept">{t("goods.load.done", { when })}</Status>;
}
