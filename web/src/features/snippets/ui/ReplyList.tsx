/** All ready replies of the company: found by words, put in order, the next page when asked. */
import { Select, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useFormat } from "@/shared/format";
import { useT } from "@/shared/i18n";
import { useDeskSearch, type DeskSearch } from "@/shared/search";
import { Icon } from "@/shared/ui/icons";
import { IconButton } from "@/shared/ui/IconButton";
import { More } from "@/shared/ui/More";
import { Empty, Failure, SkeletonRows } from "@/shared/ui/states";
import { Table } from "@/shared/ui/Table";
import type { Snippet } from "@/shared/api/types";
import { SORTS, useSnippets, type Sort } from "@/features/snippets/api/snippets";
import { useTeams } from "@/features/workspaces";
import classes from "@/features/snippets/ui/Replies.module.css";

interface Props {
  add: ReactNode;
  onEdit: ((snippet: Snippet) => void) | undefined;
}

export function ReplyList({ add, onEdit }: Props) {
  const t = useT();
  const navigate = useNavigate();
  const { q = "", sort: said } = useDeskSearch();
  const sort = SORTS.find((one) => one === said) ?? "fit";
  const query = useSnippets(q, sort);
  const found = (query.data?.pages ?? []).flatMap(({ items }) => items);
  const set = (change: DeskSearch) => void navigate({ to: ".", search: (old: DeskSearch) => ({ ...old, ...change }), replace: true });
  if (query.isPending) return <SkeletonRows />;
  if (query.isLoadingError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  if (found.length === 0 && q === "" && !query.isPlaceholderData) return <Empty icon="bolt" title={t("replies.empty")} text={t("replies.empty.text")} action={add} />;
  return (
    <>
      <div className={classes.tools}>
        <TextInput type="search" aria-label={t("replies.find")} placeholder={t("replies.find")} leftSection={<Icon name="search" size={16} />} maxLength={200} value={q} onChange={(event) => set({ q: event.currentTarget.value || undefined })} />
        <Select aria-label={t("replies.sort")} allowDeselect={false} w={220} value={sort} onChange={(value) => set({ sort: value === "fit" ? undefined : ((value as Sort | null) ?? undefined) })} data={SORTS.map((value) => ({ value, label: t(`replies.sort.${value}`) }))} />
      </div>
      {found.length > 0 ? <List snippets={found} onEdit={onEdit} /> : <p className={classes.none}>{t("replies.not_found")}</p>}
      <More query={query} />
    </>
  );
}

function List({ snippets, onEdit }: { snippets: Snippet[]; onEdit: Props["onEdit"] }) {
  const t = useT();
  const format = useFormat();
  const teams = useTeams().data ?? [];
  return (
    <Table
      caption={t("settings.replies")}
      rows={snippets}
      keyOf={({ id }) => id}
      columns={[
        { key: "shortcut", title: t("replies.shortcut"), main: true, cell: ({ shortcut }) => <code className={classes.shortcut}>/{shortcut}</code> },
        { key: "text", title: t("replies.text"), cell: (snippet) => <Words snippet={snippet} /> },
        { key: "team", title: t("replies.team"), cell: ({ team_id: id }) => teams.find((team) => team.id === id)?.name ?? t("replies.everyone") },
        { key: "used", title: t("replies.used"), align: "end", cell: ({ used_count: count }) => count },
        { key: "changed", title: t("replies.changed"), align: "end", cell: ({ updated_at: at }) => format.date(at) },
        { key: "act", title: "", align: "end", cell: (snippet) => onEdit && <IconButton icon="edit" label={t("replies.edit_one", { title: snippet.title })} onClick={() => onEdit(snippet)} /> },
      ]}
    />
  );
}

function Words({ snippet: { title, text, attachments } }: { snippet: Snippet }) {
  return (
    <div>
      <b className={classes.title} dir="auto">{title}</b>
      <span className={classes.text} dir="auto">{text}</span>
      {attachments.length > 0 && (
        <span className={classes.files}>
          <Icon name="clip" size={14} />
          {attachments.map(({ name }) => name).join(", ")}
        </span>
      )}
    </div>
  );
}
