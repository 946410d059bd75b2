/** Conversations for whom nobody is free, in the order in which they are given out, each with why. */
import { Link } from "@tanstack/react-router";
import { useFormat } from "@/shared/format";
import { useNow } from "@/shared/format/useNow";
import { useI18n } from "@/shared/i18n";
import { Failure, SkeletonRows } from "@/shared/ui/states";
import { Table } from "@/shared/ui/Table";
import type { Queued } from "@/shared/api/types";
import { useQueue } from "@/features/routing/api/routing";

export function Queue() {
  const { t, byCode } = useI18n();
  const query = useQueue();
  if (query.isPending) return <SkeletonRows rows={2} />;
  if (query.isLoadingError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  if (query.data.length === 0) return <p>{t("routing.queue.empty")}</p>;
  return (
    <Table
      caption={t("routing.queue")}
      rows={query.data}
      keyOf={({ conversation_id: id }) => id}
      columns={[
        { key: "position", title: t("routing.position"), cell: ({ position }) => position },
        { key: "who", title: t("routing.customer"), main: true, cell: (one) => <Link to="/inbox/$conversationId" params={{ conversationId: one.conversation_id }}>{one.contact_name || t("contact.nameless_number", { number: one.number })}</Link> },
        { key: "waits", title: t("routing.waits"), cell: (one) => <Waits one={one} /> },
        { key: "why", title: t("routing.why"), cell: ({ code, params }) => (code && byCode("routing.why", code, params)) || t("routing.why.looking") },
      ]}
    />
  );
}

function Waits({ one }: { one: Queued }) {
  const format = useFormat();
  const now = useNow();
  const since = one.waiting_since ?? one.entered_at;
  return <span title={format.exact(since)}>{format.durationShort((now.getTime() - new Date(since).getTime()) / 1000)}</span>;
}
