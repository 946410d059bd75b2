/** How many promises were kept: figures first, then the hours of the week, then by channel, operator and team. */
import { Select } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { useFormat } from "@/shared/format";
import { useT } from "@/shared/i18n";
import { useDeskSearch, type DeskSearch } from "@/shared/search";
import { Page, Section } from "@/shared/ui/Page";
import { Empty, Failure, SkeletonRows } from "@/shared/ui/states";
import { Table, type Column } from "@/shared/ui/Table";
import shared from "@/shared/ui/Figures.module.css";
import type { PromiseReport } from "@/shared/api/types";
import { DateField } from "@/shared/ui/DateField";
import { narrowOf, useReport } from "@/features/promises/api/promises";
import { HoursMap } from "@/features/promises/ui/HoursMap";
import { PromisesPanel } from "@/features/promises/ui/PromisesPanel";
import { toneOf } from "@/features/promises/rules";
import { useChannels } from "@/features/delivery";
import { useOperators, useTeams } from "@/features/workspaces";

export function Promises() {
  const t = useT();
  const narrow = narrowOf(useDeskSearch());
  const report = useReport(narrow);
  return (
    <Page title={t("nav.promises")} lead={t("promises.lead")} tools={<Filters />}>
      {report.isPending ? <SkeletonRows rows={5} height={88} /> : report.isLoadingError ? <Failure error={report.error} retry={() => void report.refetch()} /> : <Told report={report.data} />}
      <PromisesPanel narrow={narrow} />
    </Page>
  );
}

type Group = PromiseReport["by_channel"][number];

function Told({ report }: { report: PromiseReport }) {
  const t = useT();
  const { kept, broken, running } = report.all;
  if (kept + broken + running === 0) return <Empty icon="clock" title={t("promises.empty")} text={t("promises.empty.text")} />;
  return (
    <>
      <Figures report={report} />
      <HoursMap hours={report.by_hour} />
      <By title={t("promises.by_channel")} rows={report.by_channel} search={({ id }) => ({ channel: id ?? undefined })} />
      <By title={t("promises.by_operator")} rows={report.by_operator} search={({ id }) => ({ operator: id ?? undefined })} />
      <By title={t("promises.by_team")} rows={report.by_team.filter(({ id }) => id !== null)} search={({ id }) => ({ team: id ?? undefined })} />
    </>
  );
}

function Figures({ report: { all } }: { report: PromiseReport }) {
  const t = useT();
  const format = useFormat();
  const share = all.share === null ? t("promises.not_enough") : format.percent(Math.floor(all.share * 100));
  return (
    <div className={shared.figures}>
      <Figure title={t("promises.share")} value={share} tone={toneOf(all)} unsure={!all.enough} band="all" about={t("promises.share.of", { count: all.kept + all.broken })} />
      <Figure title={t("promises.kept")} value={format.number(all.kept)} band="kept" />
      <Figure title={t("promises.broken")} value={format.number(all.broken)} tone={all.broken > 0 ? "broken" : undefined} band="broken" about={all.closed > 0 ? t("promises.closed", { count: all.closed }) : undefined} />
      <Figure title={t("promises.running")} value={format.number(all.running)} band="running" />
    </div>
  );
}

function Figure({ title, value, tone, band, about, unsure = false }: { title: string; value: string; tone?: string | undefined; band: string; unsure?: boolean; about?: string | undefined }) {
  return (
    <Link to="/promises" search={(old: DeskSearch) => ({ ...old, band, hour: undefined })} className={shared.figure}>
      <span className={shared.title}>{title}</span>
      <span className={shared.value} data-tone={tone} data-unsure={unsure || undefined}>
        {value}
      </span>
      {about && <span className={shared.about}>{about}</span>}
    </Link>
  );
}

function By({ title, rows, search }: { title: string; rows: Group[]; search: (row: Group) => DeskSearch }) {
  const t = useT();
  const format = useFormat();
  if (rows.length === 0) return null;
  const columns: Column<Group>[] = [
    { key: "name", title: t("promises.name"), main: true, cell: (row) => row.name || t("promises.nobody") },
    { key: "share", title: t("promises.share"), align: "end", cell: (row) => <Share row={row} search={search(row)} /> },
    { key: "kept", title: t("promises.kept"), align: "end", cell: ({ figures }) => format.number(figures.kept) },
    { key: "broken", title: t("promises.broken"), align: "end", cell: ({ figures }) => format.number(figures.broken) },
    { key: "closed", title: t("promises.closed.short"), align: "end", cell: ({ figures }) => format.number(figures.closed) },
  ];
  return (
    <Section title={title}>
      <Table caption={title} rows={rows} columns={columns} keyOf={({ id }) => id ?? ""} />
    </Section>
  );
}

function Share({ row, search }: { row: Group; search: DeskSearch }) {
  const t = useT();
  const format = useFormat();
  const text = row.figures.share === null ? t("promises.not_enough") : format.percent(Math.floor(row.figures.share * 100));
  if (row.id === null) return text;
  return (
    <Link to="/promises" search={(old: DeskSearch) => ({ ...old, ...search, band: "all", hour: undefined })} className={shared.link} data-tone={toneOf(row.figures)}>
      {text}
    </Link>
  );
}

function Filters() {
  const t = useT();
  const navigate = useNavigate();
  const { from = "", to = "", channel, operator, team } = useDeskSearch();
  const set = (change: DeskSearch) => void navigate({ to: "/promises", search: (old: DeskSearch) => ({ ...old, ...change }), replace: true });
  const named = (items: { id: string; name: string }[] | undefined) => (items ?? []).map(({ id, name }) => ({ value: id, label: name }));
  return (
    <>
      <DateField label={t("speed.from")} value={from} max={to} past onChange={(day) => set({ from: day || undefined })} />
      <DateField label={t("speed.to")} value={to} min={from} past onChange={(day) => set({ to: day || undefined })} />
      <Select label={t("promises.channel")} clearable placeholder={t("promises.any")} data={named(useChannels().data)} value={channel ?? null} onChange={(value) => set({ channel: value ?? undefined })} />
      <Select label={t("promises.operator")} clearable placeholder={t("promises.any")} data={named(useOperators().data)} value={operator ?? null} onChange={(value) => set({ operator: value ?? undefined })} />
      <Select label={t("promises.team")} clearable placeholder={t("promises.any")} data={named(useTeams().data)} value={team ?? null} onChange={(value) => set({ team: value ?? undefined })} />
    </>
  );
}
