/** The same figures by channel or by operator; bars compare medians, a press opens the answers. */
import { Link } from "@tanstack/react-router";
import { useFormat } from "@/shared/format";
import { useT } from "@/shared/i18n";
import type { DeskSearch } from "@/shared/search";
import { Avatar } from "@/shared/ui/Avatar";
import { Row } from "@/shared/ui/layout";
import { Section } from "@/shared/ui/Page";
import { Table, type Column } from "@/shared/ui/Table";
import type { Figures } from "@/shared/api/types";
import { ChannelMark } from "@/features/delivery";
import { median, p90 } from "@/features/speed/ui/Figure";
import classes from "@/features/speed/ui/Speed.module.css";

interface BreakdownRow {
  id: string;
  name: string;
  kind?: string;
  photo_url?: string | null;
  first: Figures;
  any: Figures;
  search: DeskSearch;
}

export function Breakdown({ title, rows }: { title: string; rows: BreakdownRow[] }) {
  const t = useT();
  const format = useFormat();
  if (rows.length === 0) return null;
  const slowest = Math.max(1, ...rows.map(({ first }) => (first.enough ? (first.median_seconds ?? 0) : 0)));
  const columns: Column<BreakdownRow>[] = [
    { key: "name", title: t("speed.name"), main: true, cell: (row) => <NameCell row={row} /> },
    { key: "first", title: t("speed.first.median"), align: "end", cell: (row) => <Cell row={row} kind="first" text={median(row.first, format, t)} /> },
    { key: "bar", title: "", cell: ({ first }) => <Bar share={first.enough ? (first.median_seconds ?? 0) / slowest : 0} /> },
    { key: "first90", title: t("speed.p90.short"), align: "end", cell: ({ first }) => p90(first, format) },
    { key: "any", title: t("speed.any.median"), align: "end", cell: (row) => <Cell row={row} kind="any" text={median(row.any, format, t)} /> },
    { key: "any90", title: t("speed.p90.short"), align: "end", cell: ({ any }) => p90(any, format) },
    { key: "count", title: t("speed.count"), align: "end", cell: ({ any }) => format.number(any.count) },
  ];
  return (
    <Section title={title}>
      <Table caption={title} rows={rows} columns={columns} keyOf={({ id }) => id} />
    </Section>
  );
}

function NameCell({ row }: { row: BreakdownRow }) {
  return (
    <Row>
      {row.kind ? <ChannelMark kind={row.kind} /> : <Avatar name={row.name} src={row.photo_url} size={24} />}
      {row.name}
    </Row>
  );
}

function Cell({ row, kind, text }: { row: BreakdownRow; kind: "first" | "any"; text: string }) {
  return (
    <Link to="/speed" search={(old: DeskSearch) => ({ ...old, ...row.search, kind })} className={classes.link}>
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
