/** Which replies are used, by whom and how often: over thirty days, of everybody or of one team. */
import { Select } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useFormat } from "@/shared/format";
import { useT } from "@/shared/i18n";
import { useDeskSearch, type DeskSearch } from "@/shared/search";
import { Section } from "@/shared/ui/Page";
import { Empty, Failure, SkeletonRows } from "@/shared/ui/states";
import { Table } from "@/shared/ui/Table";
import type { SnippetUsage } from "@/shared/api/types";
import { useUsage } from "@/features/snippets/api/usage";
import { useColleagues, useTeams } from "@/features/workspaces";
import classes from "@/features/snippets/ui/Replies.module.css";

export function ReplyUsage() {
  const t = useT();
  const navigate = useNavigate();
  const { team = null } = useDeskSearch();
  const teams = useTeams().data ?? [];
  const query = useUsage(team);
  if (query.isPending) return <SkeletonRows />;
  if (query.isLoadingError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const choose = (next: string | null) => void navigate({ to: ".", search: (old: DeskSearch) => ({ ...old, team: next ?? undefined }), replace: true });
  return (
    <>
      <div className={classes.tools}>
        {teams.length > 0 && <Select aria-label={t("replies.team")} clearable placeholder={t("replies.use.every_team")} w={240} data={teams.map(({ id, name }) => ({ value: id, label: name }))} value={team} onChange={choose} />}
        <Total usage={query.data} />
      </div>
      {query.data.replies.length === 0 ? <Empty icon="bolt" title={t("replies.use.empty")} text={t("replies.use.empty.text")} /> : <Replies usage={query.data} />}
      {!team && query.data.teams.length > 0 && <Teams usage={query.data} />}
    </>
  );
}

function Total({ usage: { total, since } }: { usage: SnippetUsage }) {
  const t = useT();
  const format = useFormat();
  return <p className={classes.total}>{t("replies.use.total", { count: total, since: format.date(new Date(`${since}T12:00:00`)) })}</p>;
}

function Replies({ usage }: { usage: SnippetUsage }) {
  const t = useT();
  const teams = useTeams().data ?? [];
  const colleagues = useColleagues();
  return (
    <Table
      caption={t("replies.part.use")}
      rows={usage.replies}
      keyOf={({ snippet_id: id }) => id}
      columns={[
        { key: "shortcut", title: t("replies.shortcut"), main: true, cell: ({ shortcut }) => <code className={classes.shortcut}>/{shortcut}</code> },
        { key: "title", title: t("replies.title"), cell: ({ title }) => title },
        { key: "team", title: t("replies.team"), cell: ({ team_id: id }) => teams.find((team) => team.id === id)?.name ?? t("replies.everyone") },
        { key: "people", title: t("replies.use.people"), cell: ({ people }) => colleagues.size > 0 && people.map(({ operator_id: id, count }) => `${colleagues.get(id)?.name ?? t("people.gone")} ${count}`).join(", ") },
        { key: "count", title: t("replies.used"), align: "end", cell: ({ count }) => count },
      ]}
    />
  );
}

function Teams({ usage }: { usage: SnippetUsage }) {
  const t = useT();
  const teams = useTeams().data ?? [];
  return (
    <Section title={t("replies.use.by_team")} lead={t("replies.use.by_team.lead")}>
      <Table
        caption={t("replies.use.by_team")}
        rows={usage.teams}
        keyOf={({ team_id: id }) => id}
        columns={[
          { key: "team", title: t("replies.team"), main: true, cell: ({ team_id: id }) => teams.find((team) => team.id === id)?.name },
          { key: "count", title: t("replies.used"), align: "end", cell: ({ count }) => count },
        ]}
      />
    </Section>
  );
}
