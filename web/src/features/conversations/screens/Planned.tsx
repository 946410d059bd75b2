/** The person's own planned answers, those that wait for a decision first. */
import { Link } from "@tanstack/react-router";
import { useT } from "@/shared/i18n";
import { More } from "@/shared/ui/More";
import { Page } from "@/shared/ui/Page";
import { Empty, Failure, SkeletonRows } from "@/shared/ui/states";
import { Table } from "@/shared/ui/Table";
import type { PlannedOf } from "@/shared/api/types";
import { useOwnPlanned } from "@/features/conversations/api/planned";
import { PlannedActs } from "@/features/conversations/ui/PlannedActs";
import { PlannedWhen } from "@/features/conversations/ui/PlannedBubble";
import classes from "@/features/conversations/ui/Planned.module.css";

export function Planned() {
  const t = useT();
  const query = useOwnPlanned();
  const rows = (query.data?.pages ?? []).flatMap(({ items }) => items);
  return (
    <Page title={t("planned.mine")} lead={t("planned.mine.lead")}>
      {query.isPending ? (
        <SkeletonRows />
      ) : query.isError && rows.length === 0 ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : rows.length === 0 ? (
        <Empty icon="clock" title={t("planned.mine.empty")} text={t("planned.mine.empty.text")} />
      ) : (
        <>
          <Rows rows={rows} />
          <More query={query} />
        </>
      )}
    </Page>
  );
}

function Rows({ rows }: { rows: PlannedOf[] }) {
  const t = useT();
  return (
    <Table
      caption={t("planned.mine")}
      rows={rows}
      keyOf={({ planned }) => planned.id}
      columns={[
        { key: "who", title: t("planned.column.who"), main: true, cell: ({ conversation }) => <ConversationLink conversation={conversation} /> },
        { key: "words", title: t("planned.column.words"), cell: ({ planned }) => <span className={classes.words} dir="auto">{planned.text || t("planned.files", { count: planned.attachment_ids.length })}</span> },
        { key: "when", title: t("planned.column.when"), cell: ({ planned }) => <PlannedWhen planned={planned} /> },
        { key: "acts", title: "", cell: ({ planned }) => <PlannedActs planned={planned} /> },
      ]}
    />
  );
}

function ConversationLink({ conversation: { id, number, contact } }: Pick<PlannedOf, "conversation">) {
  const t = useT();
  return (
    <Link to="/inbox/$conversationId" params={{ conversationId: id }} search={{}} className={classes.who} title={contact.name} dir="auto">
      {contact.name || t("contact.nameless_number", { number })}
    </Link>
  );
}
