import { useFormat } from "@/shared/format";
import { useI18n, type I18n } from "@/shared/i18n";
import { More } from "@/shared/ui/More";
import { Page } from "@/shared/ui/Page";
import { Empty, Failure, SkeletonRows } from "@/shared/ui/states";
import { Table } from "@/shared/ui/Table";
import { TimeAgo } from "@/shared/ui/TimeAgo";
import type { AuditEntry } from "@/shared/api/types";
import { useAudit } from "@/features/workspaces/api/audit";

export function Audit() {
  const { t } = useI18n();
  const query = useAudit();
  const entries = query.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Page title={t("settings.audit")} lead={t("audit.lead")}>
      {query.isPending ? <SkeletonRows /> : query.isLoadingError ? <Failure error={query.error} retry={() => void query.refetch()} /> : entries.length === 0 ? <Empty icon="list" title={t("audit.empty")} text={t("audit.lead")} /> : <Entries entries={entries} />}
      <More query={query} />
    </Page>
  );
}

function Entries({ entries }: { entries: AuditEntry[] }) {
  const { t, byCode } = useI18n();
  const format = useFormat();
  return (
    <Table
      caption={t("settings.audit")}
      rows={entries}
      keyOf={({ id }) => id}
      columns={[
        { key: "what", title: t("audit.what"), main: true, cell: ({ name }) => byCode("happened", name) ?? name },
        { key: "who", title: t("audit.who"), cell: ({ actor }) => actor.name ?? byCode("actor", actor.kind) ?? actor.kind },
        { key: "data", title: t("audit.details"), cell: ({ data }) => details(data, byCode) },
        { key: "at", title: t("audit.when"), align: "end", cell: ({ at }) => <span title={format.exact(at)}><TimeAgo at={at} /></span> },
      ]}
    />
  );
}

const ID_OR_TIME = /^([0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-\d\d-\d\dT.*)$/i;

function isTelling(value: unknown): value is string {
  return typeof value === "string" && value !== "" && !ID_OR_TIME.test(value);
}

/** In which part of the catalogue the codes of a field are words. */
const WORDED: Record<string, string> = {
  act: "consents.act",
  address_kind: "address",
  after: "role",
  before: "role",
  channel: "consents.channel",
  channel_kind: "kind",
  method: "consents.method",
  priority: "priority",
  reason: "consents.reason",
  role: "role",
  way: "routing.way",
};

/** Names, addresses, roles; ids and moments tell a person nothing here, nor does a code that has no words. */
function details(data: Record<string, unknown>, byCode: I18n["byCode"]): string {
  const said = Object.entries(data).flatMap(([field, value]) => (isTelling(value) ? [(field in WORDED && byCode(WORDED[field] ?? "", value)) || value] : []));
  return [...new Set(said)].join(", ");
}
