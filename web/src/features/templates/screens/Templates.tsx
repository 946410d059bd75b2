/** Templates of the company: found by words and kind; a new one begins empty or from a ready one. */
import { Button, Modal, SegmentedControl, Select, Switch, TextInput } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useCreateTemplate, useStarters, useTemplates } from "@/features/templates/api/templates";
import { useMay } from "@/features/workspaces";
import type { TemplateKind, TemplateRow } from "@/shared/api/types";
import { useFormat } from "@/shared/format";
import { useI18n, useT, type Key } from "@/shared/i18n";
import { Actions, Stack } from "@/shared/ui/layout";
import { More } from "@/shared/ui/More";
import { Page } from "@/shared/ui/Page";
import { Empty, ErrorLine, Failure, SkeletonRows } from "@/shared/ui/states";
import { Table } from "@/shared/ui/Table";

const KINDS: TemplateKind[] = ["email", "sms", "push", "chat"];
const EMPTY = "empty";

export function Templates() {
  const t = useT();
  const mayWrite = useMay("templates.write");
  const [typed, setTyped] = useState("");
  const [kind, setKind] = useState<TemplateKind | undefined>();
  const [archived, setArchived] = useState(false);
  const [adding, setAdding] = useState(false);
  const query = useTemplates(typed, kind, archived);
  const rows = (query.data?.pages ?? []).flatMap(({ items }) => items);
  const add = mayWrite && <Button onClick={() => setAdding(true)}>{t("templates.add")}</Button>;
  const tools = (
    <>
      <TextInput label={t("templates.find")} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />
      <Select label={t("templates.kind")} placeholder={t("templates.kind.any")} clearable value={kind ?? null} data={KINDS.map((value) => ({ value, label: t(`templates.kind.${value}`) }))} onChange={(value) => setKind((value ?? undefined))} />
      <Switch mb={8} label={t("templates.archived")} checked={archived} onChange={(event) => setArchived(event.currentTarget.checked)} />
    </>
  );
  return (
    <Page title={t("nav.templates")} lead={t("templates.lead")} action={add} tools={tools}>
      {query.isPending ? (
        <SkeletonRows rows={6} />
      ) : query.isLoadingError ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : rows.length === 0 ? (
        <Empty icon="file" title={t(typed || kind || archived ? "templates.none" : "templates.empty")} text={t("templates.empty.text")} action={add} />
      ) : (
        <>
          <Rows rows={rows} />
          <More query={query} />
        </>
      )}
      <Modal opened={adding} onClose={() => setAdding(false)} title={t("templates.add")} centered closeButtonProps={{ "aria-label": t("action.close") }}>
        {adding && <NewTemplate />}
      </Modal>
    </Page>
  );
}

function Rows({ rows }: { rows: TemplateRow[] }) {
  const { t, locale } = useI18n();
  const names = new Intl.DisplayNames([locale], { type: "language" });
  const format = useFormat();
  return (
    <Table
      caption={t("nav.templates")}
      rows={rows}
      keyOf={({ id }) => id}
      columns={[
        { key: "name", title: t("templates.name"), main: true, cell: ({ id, name }) => <Link to="/templates/$templateId" params={{ templateId: id }}>{name}</Link> },
        { key: "kind", title: t("templates.kind"), cell: ({ kind }) => t(`templates.kind.${kind}`) },
        { key: "languages", title: t("templates.languages"), cell: ({ languages }) => languages.map((one) => names.of(one) ?? one).join(", ") },
        { key: "folder", title: t("templates.folder"), cell: ({ folder }) => folder },
        { key: "state", title: t("templates.state"), cell: (one) => t(stateOf(one)) },
        { key: "at", title: t("templates.changed_at"), align: "end", cell: ({ updated_at }) => format.ago(updated_at) },
      ]}
    />
  );
}

function stateOf({ published_number, changed }: TemplateRow): Key {
  if (published_number === null) return "templates.state.draft";
  return changed ? "templates.state.changed" : "templates.state.published";
}

function NewTemplate() {
  const { t, locale } = useI18n();
  const navigate = useNavigate();
  const starters = useStarters();
  const create = useCreateTemplate();
  const [name, setName] = useState("");
  const [kind, setKind] = useState<TemplateKind>("email");
  const [begin, setBegin] = useState(EMPTY);
  const starter = starters.data?.find(({ code }) => code === begin);
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    const title = name.trim() || t(starter ? (`templates.starter.${starter.code}` as Key) : "templates.untitled");
    const given = { name: title, kind: starter?.kind ?? kind, purpose: starter?.purpose ?? ("mass" as const), folder: "", body: starter?.body ?? null };
    create.mutate(given, { onSuccess: ({ id }) => void navigate({ to: "/templates/$templateId", params: { templateId: id } }) });
  };
  return (
    <form onSubmit={submit} lang={locale}>
      <Stack gap={3}>
        <TextInput label={t("templates.name")} value={name} maxLength={200} data-autofocus onChange={(event) => setName(event.currentTarget.value)} />
        <Select label={t("templates.begin")} allowDeselect={false} value={begin} onChange={(value) => setBegin(value ?? EMPTY)} data={[{ value: EMPTY, label: t("templates.begin.empty") }, ...(starters.data ?? []).map(({ code }) => ({ value: code, label: t(`templates.starter.${code}` as Key) }))]} />
        {begin === EMPTY && <SegmentedControl aria-label={t("templates.kind")} value={kind} onChange={(value) => setKind(value)} data={KINDS.map((value) => ({ value, label: t(`templates.kind.${value}`) }))} />}
        <ErrorLine error={create.error} />
        <Actions>
          <Button type="submit" loading={create.isPending}>
            {t("templates.create")}
          </Button>
        </Actions>
      </Stack>
    </form>
  );
}
