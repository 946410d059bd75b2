/** Ready replies: texts operators insert by "/" and a shortcut. */
import { Button, Drawer, Select, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useT } from "@/shared/i18n";
import { Confirm } from "@/shared/ui/Confirm";
import { IconButton } from "@/shared/ui/IconButton";
import { Actions, Row, Stack } from "@/shared/ui/layout";
import { Page } from "@/shared/ui/Page";
import { Empty, ErrorLine, Failure, SkeletonRows } from "@/shared/ui/states";
import { Table } from "@/shared/ui/Table";
import type { Snippet } from "@/shared/api/types";
import { useDeleteSnippet, useSaveSnippet, useSnippets, type SnippetForm } from "@/features/snippets/api/snippets";
import { useMay, useTeams } from "@/features/workspaces";
import classes from "@/features/snippets/screens/Replies.module.css";

const NEW: SnippetForm = { shortcut: "", title: "", text: "", team_id: null };

export function Replies() {
  const t = useT();
  const query = useSnippets();
  const mayWrite = useMay("snippets.write");
  const [edited, setEdited] = useState<SnippetForm | null>(null);
  const add = mayWrite && <Button onClick={() => setEdited(NEW)}>{t("replies.add")}</Button>;
  return (
    <Page title={t("settings.replies")} lead={t("replies.lead")} action={add}>
      {query.isPending ? (
        <SkeletonRows />
      ) : query.isError ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : query.data.length === 0 ? (
        <Empty icon="bolt" title={t("replies.empty")} text={t("replies.empty.text")} action={add} />
      ) : (
        <List snippets={query.data} onEdit={mayWrite ? setEdited : undefined} />
      )}
      <Drawer opened={edited !== null} onClose={() => setEdited(null)} position="right" size={460} title={edited?.id ? t("replies.edit") : t("replies.add")} closeButtonProps={{ "aria-label": t("action.close") }}>
        {edited && <Form key={edited.id ?? "new"} initial={edited} onDone={() => setEdited(null)} />}
      </Drawer>
    </Page>
  );
}

function List({ snippets, onEdit }: { snippets: Snippet[]; onEdit: ((snippet: Snippet) => void) | undefined }) {
  const t = useT();
  const teams = useTeams().data ?? [];
  return (
    <Table
      caption={t("settings.replies")}
      rows={snippets}
      keyOf={({ id }) => id}
      columns={[
        { key: "shortcut", title: t("replies.shortcut"), main: true, cell: ({ shortcut }) => <code className={classes.shortcut}>/{shortcut}</code> },
        { key: "text", title: t("replies.text"), cell: ({ title, text }) => <Words title={title} text={text} /> },
        { key: "team", title: t("replies.team"), cell: ({ team_id: id }) => teams.find((team) => team.id === id)?.name ?? t("replies.everyone") },
        { key: "used", title: t("replies.used"), align: "end", cell: ({ used_count: count }) => count },
        { key: "act", title: "", align: "end", cell: (snippet) => onEdit && <IconButton icon="edit" label={t("action.edit")} onClick={() => onEdit(snippet)} /> },
      ]}
    />
  );
}

function Words({ title, text }: { title: string; text: string }) {
  return (
    <div>
      <b className={classes.title}>{title}</b>
      <span className={classes.text}>{text}</span>
    </div>
  );
}

function Form({ initial, onDone }: { initial: SnippetForm; onDone: () => void }) {
  const t = useT();
  const { shortcut, title, text, team_id, id } = initial;
  const [form, setForm] = useState<SnippetForm>({ shortcut, title, text, team_id, ...(id && { id }) });
  const save = useSaveSnippet();
  const teams = useTeams().data ?? [];
  const set = (change: Partial<SnippetForm>) => setForm((old) => ({ ...old, ...change }));
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    save.mutate({ ...form, shortcut: form.shortcut.replace(/^\//, "").trim() }, { onSuccess: onDone });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput label={t("replies.shortcut")} description={t("replies.shortcut.help")} leftSection="/" required maxLength={40} pattern="/?[\p{L}\p{N}_\-]+" title={t("replies.shortcut.help")} value={form.shortcut} onChange={(event) => set({ shortcut: event.currentTarget.value })} data-autofocus />
        <TextInput label={t("replies.title")} required maxLength={200} value={form.title} onChange={(event) => set({ title: event.currentTarget.value })} />
        <Textarea label={t("replies.text")} required autosize minRows={5} maxRows={16} maxLength={20_000} value={form.text} onChange={(event) => set({ text: event.currentTarget.value })} />
        {teams.length > 0 && <Select label={t("replies.team")} description={t("replies.team.help")} clearable placeholder={t("replies.everyone")} data={teams.map((team) => ({ value: team.id, label: team.name }))} value={form.team_id} onChange={(value) => set({ team_id: value })} />}
        <ErrorLine error={save.error} />
        <Actions>
          {id && <DeleteButton id={id} title={title} onDone={onDone} />}
          <Button type="submit" loading={save.isPending}>
            {t("action.save")}
          </Button>
        </Actions>
      </Stack>
    </form>
  );
}

function DeleteButton({ id, title, onDone }: { id: string; title: string; onDone: () => void }) {
  const t = useT();
  const [asked, setAsked] = useState(false);
  const remove = useDeleteSnippet();
  if (!asked)
    return (
      <Button variant="subtle" color="red" onClick={() => setAsked(true)}>
        {t("action.delete")}
      </Button>
    );
  return (
    <Row>
      <Confirm opened title={t("replies.delete", { title })} text={t("replies.delete.text")} action={t("action.delete")} pending={remove.isPending} error={remove.error} onClose={() => setAsked(false)} onConfirm={() => remove.mutate(id, { onSuccess: onDone })} />
    </Row>
  );
}
