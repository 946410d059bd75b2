/** The promises behind a figure, each leading to its conversation: what was said, by when, on what figures, what came of it. */
import { Drawer } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { useFormat } from "@/shared/format";
import { useI18n, useT } from "@/shared/i18n";
import { useDeskSearch, type DeskSearch } from "@/shared/search";
import { More } from "@/shared/ui/More";
import { Empty, Failure, SkeletonRows } from "@/shared/ui/states";
import shared from "@/shared/ui/Figures.module.css";
import type { PromiseRow } from "@/shared/api/types";
import { usePromises, type Narrow } from "@/features/promises/api/promises";
import { useColleagues } from "@/features/workspaces";
import classes from "@/features/promises/ui/Promises.module.css";

export function PromisesPanel({ narrow }: { narrow: Narrow }) {
  const t = useT();
  const navigate = useNavigate();
  const { band, hour } = useDeskSearch();
  const close = () => void navigate({ to: "/promises", search: (old: DeskSearch) => ({ ...old, band: undefined, hour: undefined }) });
  return (
    <Drawer opened={band !== undefined} onClose={close} position="right" size={460} title={t("nav.promises")} closeButtonProps={{ "aria-label": t("action.close") }}>
      {band && <Rows narrow={narrow} chosen={{ hour, state: band === "all" ? undefined : band }} />}
    </Drawer>
  );
}

function Rows({ narrow, chosen }: { narrow: Narrow; chosen: { hour?: string | undefined; state?: string | undefined } }) {
  const t = useT();
  const query = usePromises(narrow, chosen);
  if (query.isPending) return <SkeletonRows rows={8} height={48} />;
  if (query.isLoadingError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const rows = query.data.pages.flatMap(({ items }) => items);
  if (rows.length === 0) return <Empty icon="clock" title={t("promises.empty")} text={t("promises.empty.text")} />;
  return (
    <>
      <ul>
        {rows.map((row) => (
          <Row key={row.id} row={row} />
        ))}
      </ul>
      <More query={query} />
    </>
  );
}

function Row({ row }: { row: PromiseRow }) {
  const { t, byCode } = useI18n();
  const format = useFormat();
  const operator = useColleagues().get(row.operator_id ?? "");
  const said = row.said.text || byCode("promises.said", row.said.code, { duration: format.duration(row.said.seconds ?? 0) });
  const basis = row.basis.measured_seconds === null ? null : t("promises.basis", { count: row.basis.answers, duration: format.duration(row.basis.measured_seconds ?? 0) });
  return (
    <li>
      <Link to="/inbox/$conversationId" params={{ conversationId: row.conversation_id }} className={shared.row}>
        <span className={shared.rowName}>{row.contact_name || t("contact.nameless")}</span>
        <span className={classes.state} data-tone={row.state}>
          {byCode("promises.state", row.reason === "closed" ? "closed" : row.state)}
        </span>
        <span className={shared.about}>
          {[t("promises.due", { when: `${format.date(row.due_at)}, ${format.clock(row.due_at)}` }), byCode("promises.source", row.source), operator?.name].filter(Boolean).join(" · ")}
        </span>
        <span className={shared.about}>{[said, basis].filter(Boolean).join(" · ")}</span>
      </Link>
    </li>
  );
}
