/** The answers behind a figure, each leading to its conversation. */
import { Drawer } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { useFormat } from "@/shared/format";
import { useT } from "@/shared/i18n";
import { useDeskSearch, type DeskSearch } from "@/shared/search";
import { Export } from "@/shared/ui/Export";
import { Row } from "@/shared/ui/layout";
import { More } from "@/shared/ui/More";
import { Empty, Failure, SkeletonRows } from "@/shared/ui/states";
import shared from "@/shared/ui/Figures.module.css";
import type { SpeedResponse } from "@/shared/api/types";
import { partOf, useSpeedCount, useSpeedResponses, type Narrow } from "@/features/speed/api/speed";
import { useColleagues } from "@/features/workspaces";
import classes from "@/features/speed/ui/Speed.module.css";

export function ResponsesPanel({ narrow }: { narrow: Narrow }) {
  const t = useT();
  const navigate = useNavigate();
  const { kind } = useDeskSearch();
  const close = () => void navigate({ to: "/speed", search: (old: DeskSearch) => ({ ...old, kind: undefined, hours: undefined, hour: undefined, band: undefined }) });
  return (
    <Drawer opened={kind !== undefined} onClose={close} position="right" size={440} title={kind === "first" ? t("speed.first") : t("speed.any")} closeButtonProps={{ "aria-label": t("action.close") }}>
      {kind && <Responses narrow={narrow} />}
    </Drawer>
  );
}

function Responses({ narrow }: { narrow: Narrow }) {
  const t = useT();
  const part = partOf(useDeskSearch());
  const query = useSpeedResponses(narrow, part);
  const count = useSpeedCount(narrow, part).data?.count;
  if (query.isPending) return <SkeletonRows rows={8} height={40} />;
  if (query.isLoadingError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const rows = query.data.pages.flatMap(({ items }) => items);
  if (rows.length === 0) return <Empty icon="speed" title={t("speed.empty")} text={t("speed.empty.text")} />;
  return (
    <>
      <Row wrap>
        {count !== undefined && <p className={shared.about}>{t("speed.answers", { count })}</p>}
        <Export path="/speed/responses/export" query={{ ...narrow, target_seconds: undefined, ...part }} />
      </Row>
      <ul className={classes.responses}>
        {rows.map((row) => (
          <Response key={row.id} row={row} working={narrow.clock === "working"} />
        ))}
      </ul>
      <More query={query} />
    </>
  );
}

function Response({ row, working }: { row: SpeedResponse; working: boolean }) {
  const t = useT();
  const format = useFormat();
  const operator = useColleagues().get(row.operator_id);
  return (
    <li>
      <Link to="/inbox/$conversationId" params={{ conversationId: row.conversation_id }} className={shared.row}>
        <span className={shared.rowName}>{row.contact_name || t("contact.nameless")}</span>
        <b>{format.duration(working ? row.working_seconds : row.seconds)}</b>
        <span className={shared.about}>
          {[operator?.name, format.date(row.answered_at), format.clock(row.answered_at), row.in_hours ? "" : t("speed.out_of_hours")].filter(Boolean).join(" · ")}
        </span>
      </Link>
    </li>
  );
}
