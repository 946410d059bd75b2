/** How often customers were answered within the targets: figures first, then by target, week, channel, operator, team. */
import { SegmentedControl, Select } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useFormat } from "@/shared/format";
import { useT } from "@/shared/i18n";
import { useDeskSearch, type DeskSearch } from "@/shared/search";
import { Export } from "@/shared/ui/Export";
import { Row } from "@/shared/ui/layout";
import { Page, Section } from "@/shared/ui/Page";
import { Empty, Failure, SkeletonRows } from "@/shared/ui/states";
import { Table, type Column } from "@/shared/ui/Table";
import shared from "@/shared/ui/Figures.module.css";
import type { TargetReport as Report, TargetShare } from "@/shared/api/types";
import { DateField } from "@/shared/ui/DateField";
import { useChannels } from "@/features/delivery";
import { useMay, useOperators, useTeams } from "@/features/workspaces";
import { useTargets } from "@/features/targets/api/targets";
import { useTargetReport } from "@/features/targets/api/waits";
import { figureOf, narrowOf, SOLUTIONS, type Group, type Narrow, type Outcome } from "@/features/targets/report";
import { shareOf, toneOf } from "@/features/targets/rules";
import classes from "@/features/targets/ui/Report.module.css";
import { HoursMap } from "@/features/targets/ui/HoursMap";
import { WaitsPanel } from "@/features/targets/ui/WaitsPanel";

export function TargetReport() {
  const t = useT();
  const [opened] = useState(() => new Date());
  const narrow = narrowOf(useDeskSearch(), opened);
  const report = useTargetReport(narrow);
  const settings = useMay("targets.read") && <Link to="/settings/targets">{t("targets.report.settings")}</Link>;
  return (
    <Page title={t("targets.report")} lead={t(narrow.solving ? "targets.report.lead.solved" : "targets.report.lead")} action={<Actions narrow={narrow}>{settings}</Actions>} tools={<Filters />}>
      <Aims solving={narrow.solving ?? false} />
      {report.isPending ? <SkeletonRows rows={5} height={88} /> : report.isLoadingError ? <Failure error={report.error} retry={() => void report.refetch()} /> : <Told report={report.data} solving={narrow.solving ?? false} />}
      <WaitsPanel narrow={narrow} />
    </Page>
  );
}

function Actions({ narrow, children }: { narrow: Narrow; children: React.ReactNode }) {
  return (
    <Row gap={4} wrap>
      {children}
      <Export path="/targets/report/export" query={{ ...narrow }} />
    </Row>
  );
}

/** Answers and solutions are told apart: a sum of both would say nothing of either. */
function Aims({ solving }: { solving: boolean }) {
  const t = useT();
  const navigate = useNavigate();
  const aims = [
    { value: "answers", label: t("targets.aim.answers") },
    { value: SOLUTIONS, label: t("targets.aim.solutions") },
  ];
  return <SegmentedControl aria-label={t("targets.aim")} w="fit-content" value={solving ? SOLUTIONS : "answers"} data={aims} onChange={(value) => void navigate({ to: "/targets", search: (old: DeskSearch) => ({ ...old, part: value === SOLUTIONS ? value : undefined, band: undefined }), replace: true })} />;
}

function Told({ report, solving }: { report: Report; solving: boolean }) {
  const t = useT();
  const format = useFormat();
  const targets = useNames(useTargets().data);
  const channels = useNames(useChannels().data);
  const operators = useNames(useOperators().data);
  const teams = useNames(useTeams().data);
  const { kept, broken } = report.total;
  if (kept + broken + report.running === 0) return <Empty icon="speed" title={t("targets.report.empty")} text={t(solving ? "targets.report.empty.solved" : "targets.report.empty.text")} />;
  return (
    <>
      <Figures report={report} solving={solving} />
      <By title={t("targets.by_target")} by="target" rows={report.by_target.map(({ target_id: id, share }) => ({ id, name: targets(id, t("targets.deleted")), share }))} />
      <By title={t("targets.by_week")} by="week" rows={report.by_week.map(({ week, share }) => ({ id: week, name: t("targets.week", { date: format.date(`${week}T12:00:00`) }), share }))} />
      <HoursMap hours={report.by_hour} />
      <By title={t("targets.by_channel")} by="channel" rows={report.by_channel.map(({ channel_id: id, share }) => ({ id, name: channels(id, t("targets.gone")), share }))} />
      <By title={t("targets.by_operator")} by="operator" rows={report.by_operator.map(({ operator_id: id, share }) => ({ id, name: operators(id, id ? t("targets.gone") : t("targets.nobody")), share }))} />
      <By title={t("targets.by_team")} by="team" rows={onlyWithTeams(report.by_team).map(({ team_id: id, share }) => ({ id, name: teams(id, t("targets.no_team")), share }))} />
    </>
  );
}

/** Where no conversation had a team a table of teams says nothing. */
function onlyWithTeams(rows: Report["by_team"]): Report["by_team"] {
  return rows.some(({ team_id: id }) => id !== null) ? rows : [];
}

function useNames(rows: { id: string; name: string }[] | undefined): (id: string | null, otherwise: string) => string {
  return (id, otherwise) => rows?.find((row) => row.id === id)?.name ?? otherwise;
}

function useShare(): (share: TargetShare) => string {
  const t = useT();
  const format = useFormat();
  return (share) => {
    const part = shareOf(share);
    return part === null ? t("targets.nothing_judged") : format.percent(Math.floor(part * 100));
  };
}

function Figures({ report: { total, first, running }, solving }: { report: Report; solving: boolean }) {
  const t = useT();
  const format = useFormat();
  const say = useShare();
  const of = ({ kept, broken }: TargetShare) => t("targets.kept_of", { kept, all: kept + broken });
  return (
    <div className={shared.figures}>
      <Figure title={t("targets.share")} value={say(total)} share={total} figure={figureOf("judged")} about={of(total)} />
      {!solving && <Figure title={t("targets.share.first")} value={say(first)} share={first} figure={figureOf("judged", "first")} about={of(first)} />}
      <Figure title={t("targets.broken")} value={format.number(total.broken)} figure={figureOf("broken")} about={t(solving ? "targets.broken.about.solved" : "targets.broken.about")} />
      <Figure title={t("targets.running")} value={format.number(running)} figure={figureOf("running")} about={t("targets.running.about")} />
    </div>
  );
}

function Figure({ title, value, share, figure, about }: { title: string; value: string; share?: TargetShare; figure: string; about: string }) {
  return (
    <Link to="/targets" search={(old: DeskSearch) => ({ ...old, band: figure })} className={shared.figure}>
      <span className={shared.title}>{title}</span>
      <span className={shared.value} data-tone={share && toneOf(share)} data-unsure={(share && !share.enough) || undefined}>
        {value}
      </span>
      <span className={shared.about}>{about}</span>
    </Link>
  );
}

interface GroupRow {
  id: string | null;
  name: string;
  share: TargetShare;
}

function By({ title, by, rows }: { title: string; by: Group; rows: GroupRow[] }) {
  const t = useT();
  const format = useFormat();
  const say = useShare();
  if (rows.length === 0) return null;
  const link = (row: GroupRow, outcome: Outcome, text: string) => (
    <Link to="/targets" search={(old: DeskSearch) => ({ ...old, band: figureOf(outcome, by, row.id) })} className={shared.link} data-tone={outcome === "judged" ? toneOf(row.share) : undefined}>
      {text}
    </Link>
  );
  const columns: Column<GroupRow>[] = [
    { key: "name", title: t("targets.group"), main: true, cell: ({ name }) => name },
    {
      key: "share",
      title: t("targets.share"),
      align: "end",
      cell: (row) => (
        <span className={classes.share}>
          <Bar share={row.share} />
          {link(row, "judged", say(row.share))}
        </span>
      ),
    },
    { key: "kept", title: t("targets.kept"), align: "end", cell: (row) => link(row, "kept", format.number(row.share.kept)) },
    { key: "broken", title: t("targets.broken"), align: "end", cell: (row) => link(row, "broken", format.number(row.share.broken)) },
  ];
  return (
    <Section title={title}>
      <Table caption={title} rows={rows} columns={columns} keyOf={({ id }) => id ?? ""} />
    </Section>
  );
}

function Bar({ share }: { share: TargetShare }) {
  const part = shareOf(share);
  if (part === null) return null;
  return (
    <svg className={classes.bar} width="100" height="8" aria-hidden="true">
      <rect width="100" height="8" rx="4" className={classes.barMissed} />
      <rect width={part * 100} height="8" rx="4" className={classes.barKept} data-tone={toneOf(share)} />
    </svg>
  );
}

function Filters() {
  const t = useT();
  const navigate = useNavigate();
  const { from = "", to = "", channel = null, operator = null, team = null, target = null } = useDeskSearch();
  const set = (change: DeskSearch) => void navigate({ to: "/targets", search: (old: DeskSearch) => ({ ...old, ...change }), replace: true });
  const named = (items: { id: string; name: string }[] | undefined) => (items ?? []).map(({ id, name }) => ({ value: id, label: name }));
  return (
    <>
      <DateField label={t("speed.from")} value={from} max={to} past onChange={(day) => set({ from: day || undefined })} />
      <DateField label={t("speed.to")} value={to} min={from} past onChange={(day) => set({ to: day || undefined })} />
      <Select label={t("targets.target")} clearable placeholder={t("targets.all")} data={named(useTargets().data)} value={target} onChange={(value) => set({ target: value ?? undefined })} />
      <Select label={t("targets.channel")} clearable placeholder={t("targets.all")} data={named(useChannels().data)} value={channel} onChange={(value) => set({ channel: value ?? undefined })} />
      <Select label={t("targets.operator")} clearable placeholder={t("targets.all")} data={named(useOperators().data)} value={operator} onChange={(value) => set({ operator: value ?? undefined })} />
      <Select label={t("targets.team")} clearable placeholder={t("targets.all")} data={named(useTeams().data)} value={team} onChange={(value) => set({ team: value ?? undefined })} />
    </>
  );
}
