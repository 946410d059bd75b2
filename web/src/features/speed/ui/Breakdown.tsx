/** The same figures by channel, operator or team; bars compare medians, a press opens the answers. */
import { Link } from "@tanstack/react-router";
import { useFormat } from "@/shared/format";
import { useT } from "@/shared/i18n";
import type { DeskSearch } from "@/shared/search";
import { Avatar } from "@/shared/ui/Avatar";
import { Row } from "@/shared/ui/layout";
import { Section } from "@/shared/ui/Page";
import { Failure, SkeletonRows } from "@/shared/ui/states";
import { Table, type Column } from "@/shared/ui/Table";
import shared from "@/shared/ui/Figures.module.css";
import type { SpeedGroup } from "@/shared/api/types";
import { ChannelMark } from "@/features/delivery";
import { useBreakdown, type Narrow } from "@/features/speed/api/speed";
import { median, p90, within } from "@/features/speed/ui/Figure";
import classes from "@/features/speed/ui/Speed.module.css";

interface Props {
  title: string;
  by: "channel" | "operator" | "team";
  narrow: Narrow;
}

export function Breakdown({ title, by, narrow }: Props) {
  const query = useBreakdown(narrow, by);
  if (query.isPending) return <SkeletonRows rows={3} height={40} />;
  if (query.isLoadingError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const rows = query.data.groups;
  if (rows.length === 0 || (by === "team" && rows.every(({ key }) => key === ""))) return null;
  return (
    <Section title={title}>
      <Groups caption={title} by={by} rows={rows} />
    </Section>
  );
}

function Groups({ caption, by, rows }: { caption: string; by: Props["by"]; rows: SpeedGroup[] }) {
  const t = useT();
  const format = useFormat();
  const slowest = Math.max(1, ...rows.map(({ first }) => (first.enough ? (first.median_seconds ?? 0) : 0)));
  const columns: Column<SpeedGroup>[] = [
    { key: "name", title: t("speed.name"), main: true, cell: (row) => <NameCell row={row} by={by} /> },
    { key: "first", title: t("speed.first.median"), align: "end", cell: (row) => <Cell row={row} by={by} kind="first" text={median(row.first, format, t)} /> },
    { key: "bar", title: "", cell: ({ first }) => <Bar share={first.enough ? (first.median_seconds ?? 0) / slowest : 0} /> },
    { key: "first90", title: t("speed.p90.short"), align: "end", cell: ({ first }) => p90(first, format) },
    { key: "within", title: t("speed.within.short"), align: "end", cell: ({ first }) => within(first, format) },
    { key: "any", title: t("speed.any.median"), align: "end", cell: (row) => <Cell row={row} by={by} kind="any" text={median(row.any, format, t)} /> },
    { key: "any90", title: t("speed.p90.short"), align: "end", cell: ({ any }) => p90(any, format) },
    { key: "count", title: t("speed.count"), align: "end", cell: ({ any }) => format.number(any.count) },
  ];
  return <Table caption={caption} rows={rows} columns={columns} keyOf={({ key }) => key} />;
}

function NameCell({ row, by }: { row: SpeedGroup; by: Props["by"] }) {
  const t = useT();
  return (
    <Row>
      {by === "channel" && <ChannelMark kind={row.kind} />}
      {by === "operator" && <Avatar name={row.name} src={row.photo_url} size={24} />}
      {row.key === "" ? t("speed.no_team") : row.name}
    </Row>
  );
}

function Cell({ row, by, kind, text }: { row: SpeedGroup; by: Props["by"]; kind: "first" | "any"; text: string }) {
  if (row.key === "") return text;
  return (
    <Link to="/speed" search={(old: DeskSearch) => ({ ...old, [by]: row.key, kind })} className={shared.link}>
      {text}
    </Link>
  );
}

function Bar({ share }: { share: number }) {
  if (share === 0) return null;
  return (
    <svg className={classes.bar} width="100" height="8" aria-hidden="true">
      <rect width="100" height="8" rx="4" className={classes.barGround} />
      <rect width={Math.max(4, share * 100)} height="8" rx="4" className={classes.barFill} />
    </svg>
  );
}
