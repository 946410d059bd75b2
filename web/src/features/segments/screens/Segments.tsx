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
import { useToasts } from "@/shared/ui/toasts";
import { useCreateSegment, useSegmentAct, useSegments } from "@/features/segments/api/segments";
import classes from "@/features/segments/ui/People.module.css";

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
      <Switch mb={8} label={t("segments.archived")} checked={archived} onChange={(event) => setArchived(event.currentTarget.checked)} />
    </>
  );
  return (
    <Page title={t("segments.title")} lead={t("segments.lead")} action={add} tools={tools}>
      {query.isPending ? (
        <SkeletonRows rows={6} />
      ) : query.isLoadingError ? (
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
  return (
    <Table
      caption={t("segments.title")}
      rows={rows}
      keyOf={({ id }) => id}
      columns={[
        { key: "name", title: t("segments.name"), main: true, cell: (row) => <Name row={row} /> },
        { key: "kind", title: t("segments.kind"), cell: ({ kind }) => <span className={classes.kindOf}>{t(`segments.kind_of.${kind}`)}</span> },
        { key: "size", title: t("segments.size"), align: "end", cell: (row) => <Size row={row} /> },
        { key: "at", title: t("segments.changed_at"), align: "end", cell: ({ updated_at: at }) => <TimeAgo at={at} /> },
      ]}
    />
  );
}

function Name({ row: { id, name, description, watchers, archived_at: archived } }: { row: SegmentRow }) {
  const t = useT();
  const marks = [...(archived ? [t("segments.is_archived")] : []), ...(watchers.length ? [t("segments.watched")] : [])];
  return (
    <div className={classes.named}>
      <Link to="/segments/$segmentId" params={{ segmentId: id }}>
        {name}
      </Link>
      {(description || marks.length > 0) && <small className={classes.about}>{[...marks, description].filter(Boolean).join(" · ")}</small>}
    </div>
  );
}

/** As it was last counted and when; of one never counted the button that counts it. */
function Size({ row: { id, name, size, sized_at: at } }: { row: SegmentRow }) {
  const t = useT();
  const format = useFormat();
  const count = useSegmentAct(id);
  const { tellError } = useToasts();
  if (size === null || at === null) {
    return (
      <Button size="compact-sm" variant="subtle" aria-label={t("segments.count.of_one", { name })} loading={count.isPending} onClick={() => count.mutate("count", { onError: tellError })}>
        {t("segments.count.now")}
      </Button>
    );
  }
  return (
    <div className={classes.size}>
      {format.number(size)}
      <small className={classes.about}>
        <TimeAgo at={at} />
      </small>
    </div>
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
