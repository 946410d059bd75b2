/** Segments of the company: by a rule, or lists put together by hand. */
import { Button, Modal, Radio, Switch, TextInput } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useMay } from "@/features/workspaces";
import type { SegmentRow } from "@/shared/api/types";
import { useFormat } from "@/shared/format";
import { useT } from "@/shared/i18n";
import { Actions, Stack } from "@/shared/ui/layout";
import { Page } from "@/shared/ui/Page";
import { Empty, ErrorLine, Failure, SkeletonRows } from "@/shared/ui/states";
import { Table } from "@/shared/ui/Table";
import { TimeAgo } from "@/shared/ui/TimeAgo";
import { useCreateSegment, useSegments } from "@/features/segments/api/segments";

export function Segments() {
  const t = useT();
  const mayWrite = useMay("segments.write");
  const [typed, setTyped] = useState("");
  const [archived, setArchived] = useState(false);
  const [adding, setAdding] = useState(false);
  const query = useSegments(archived);
  const rows = (query.data ?? []).filter((row) => (archived ? row.archived_at !== null : true) && row.name.toLowerCase().includes(typed.trim().toLowerCase()));
  const add = mayWrite && <Button onClick={() => setAdding(true)}>{t("segments.new")}</Button>;
  const tools = (
    <>
      <TextInput label={t("segments.find")} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />
      <Switch label={t("segments.archived")} checked={archived} onChange={(event) => setArchived(event.currentTarget.checked)} />
    </>
  );
  return (
    <Page title={t("segments.title")} lead={t("segments.lead")} action={add} tools={tools}>
      {query.isPending ? (
        <SkeletonRows rows={6} />
      ) : query.isError ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : rows.length === 0 ? (
        <Empty icon="contacts" title={t(typed || archived ? "segments.none" : "segments.empty")} text={t("segments.empty.text")} action={add} />
      ) : (
        <Rows rows={rows} />
      )}
      <Modal opened={adding} onClose={() => setAdding(false)} title={t("segments.new")} centered closeButtonProps={{ "aria-label": t("action.close") }}>
        {adding && <NewSegment />}
      </Modal>
    </Page>
  );
}

function Rows({ rows }: { rows: SegmentRow[] }) {
  const t = useT();
  const format = useFormat();
  return (
    <Table
      caption={t("segments.title")}
      rows={rows}
      keyOf={({ id }) => id}
      columns={[
        { key: "name", title: t("segments.name"), main: true, cell: ({ id, name }) => <Link to="/segments/$segmentId" params={{ segmentId: id }}>{name}</Link> },
        { key: "kind", title: t("segments.kind"), cell: ({ kind }) => t(`segments.kind_of.${kind}`) },
        { key: "size", title: t("segments.size"), align: "end", cell: ({ size }) => (size === null ? "—" : format.number(size)) },
        { key: "counted", title: t("segments.counted"), align: "end", cell: ({ sized_at: at }) => (at ? <TimeAgo at={at} /> : "—") },
        { key: "watchers", title: t("segments.watched"), cell: ({ watchers }) => (watchers.length ? t("segments.watched.yes") : "") },
        { key: "at", title: t("segments.changed_at"), align: "end", cell: ({ updated_at: at }) => <TimeAgo at={at} /> },
      ]}
    />
  );
}

function NewSegment() {
  const t = useT();
  const navigate = useNavigate();
  const create = useCreateSegment();
  const [name, setName] = useState("");
  const [kind, setKind] = useState<"rule" | "list">("rule");
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    create.mutate({ name: name.trim() || t("segments.untitled"), kind }, { onSuccess: ({ id }) => void navigate({ to: "/segments/$segmentId", params: { segmentId: id } }) });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap={4}>
        <TextInput label={t("segments.name")} value={name} maxLength={120} data-autofocus onChange={(event) => setName(event.currentTarget.value)} />
        <Radio.Group label={t("segments.kind")} value={kind} onChange={(value) => setKind(value === "list" ? "list" : "rule")}>
          <Stack gap={2}>
            <Radio value="rule" label={t("segments.kind_of.rule")} description={t("segments.kind_of.rule.about")} />
            <Radio value="list" label={t("segments.kind_of.list")} description={t("segments.kind_of.list.about")} />
          </Stack>
        </Radio.Group>
        <ErrorLine error={create.error} />
        <Actions>
          <Button type="submit" loading={create.isPending}>
            {t("segments.create")}
          </Button>
        </Actions>
      </Stack>
    </form>
  );
}
