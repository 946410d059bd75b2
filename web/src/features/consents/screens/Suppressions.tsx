/** Addresses to be left in peace: found, added with a reason, lifted, taken in and out as a table. */
import { Button, Drawer, Modal, Select, Textarea, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { download } from "@/shared/api/http";
import type { Suppression } from "@/shared/api/types";
import { useFormat } from "@/shared/format";
import { useT } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/IconButton";
import { Actions, Stack } from "@/shared/ui/layout";
import { More } from "@/shared/ui/More";
import { Page } from "@/shared/ui/Page";
import { Empty, ErrorLine, Failure, SkeletonRows } from "@/shared/ui/states";
import { Table } from "@/shared/ui/Table";
import { useToasts } from "@/shared/ui/toasts";
import { useDebounced } from "@/shared/ui/useDebounced";
import { useSuppressionActs, useSuppressions, type SuppressionForm } from "@/features/consents/api/consents";
import { useMay } from "@/features/workspaces";
import classes from "@/features/consents/ui/Consents.module.css";

const REASONS = ["hard_bounce", "complaint", "blocked", "unsubscribed", "do_not_call", "by_hand", "import"] as const;
const OWN_CHOICE: Suppression["reason"][] = ["unsubscribed", "complaint"];
const SEARCH_MS = 250;
const NEW: SuppressionForm = { address_kind: "email", address: "", reason: "by_hand", note: "" };

export function Suppressions() {
  const t = useT();
  const [words, setWords] = useState("");
  const [reason, setReason] = useState("");
  const mayWrite = useMay("consents.write");
  const [opened, setOpened] = useState<"add" | "import" | null>(null);
  const add = mayWrite && <Button onClick={() => setOpened("add")}>{t("suppressions.add")}</Button>;
  const tools = (
    <>
      <TextInput type="search" aria-label={t("suppressions.search")} placeholder={t("suppressions.search")} maxLength={320} value={words} onChange={(event) => setWords(event.currentTarget.value)} />
      <Select aria-label={t("suppressions.reason")} placeholder={t("suppressions.reason.any")} clearable value={reason || null} data={REASONS.map((value) => ({ value, label: t(`consents.reason.${value}`) }))} onChange={(value) => setReason(value ?? "")} />
      <Tables onImport={() => setOpened("import")} />
    </>
  );
  return (
    <Page title={t("settings.suppressions")} lead={t("suppressions.lead")} action={add} tools={tools}>
      <List words={words} reason={reason} />
      <Drawer opened={opened !== null} onClose={() => setOpened(null)} position="right" size={460} title={opened === "import" ? t("suppressions.import") : t("suppressions.add")} closeButtonProps={{ "aria-label": t("action.close") }}>
        {opened === "add" && <Add onDone={() => setOpened(null)} />}
        {opened === "import" && <Import />}
      </Drawer>
    </Page>
  );
}

function Tables({ onImport }: { onImport: () => void }) {
  const t = useT();
  const { tellError } = useToasts();
  const save = useMutation({ mutationFn: () => download("/suppressions/export"), onError: tellError });
  if (!useMay("consents.manage")) return null;
  return (
    <>
      <Button variant="default" onClick={onImport}>
        {t("suppressions.import")}
      </Button>
      <Button variant="default" loading={save.isPending} onClick={() => save.mutate()}>
        {t("suppressions.export")}
      </Button>
    </>
  );
}

function List({ words, reason }: { words: string; reason: string }) {
  const t = useT();
  const format = useFormat();
  const query = useSuppressions(useDebounced(words.trim(), SEARCH_MS), reason);
  const mayManage = useMay("consents.manage");
  const [lifted, setLifted] = useState<Suppression | null>(null);
  if (query.isPending) return <SkeletonRows />;
  if (query.isLoadingError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const rows = query.data.pages.flatMap(({ items }) => items);
  if (rows.length === 0) return <Empty icon="check" title={t(words || reason ? "suppressions.nothing" : "suppressions.empty")} text={t("suppressions.empty.text")} />;
  return (
    <>
      <Table
        caption={t("settings.suppressions")}
        rows={rows}
        keyOf={({ id }) => id}
        columns={[
          { key: "address", title: t("suppressions.address"), main: true, cell: ({ address }) => <span className={classes.words}>{address}</span> },
          { key: "reason", title: t("suppressions.reason"), cell: (one) => t(`consents.reason.${one.reason}`) },
          { key: "note", title: t("suppressions.note"), cell: ({ note }) => note || "–" },
          { key: "since", title: t("suppressions.since"), cell: ({ created_at }) => format.date(created_at) },
          { key: "act", title: "", align: "end", cell: (one) => mayManage && !OWN_CHOICE.includes(one.reason) && <IconButton icon="close" label={t("suppressions.lift.of", { address: one.address })} onClick={() => setLifted(one)} /> },
        ]}
      />
      <More query={query} />
      {lifted && <Lift key={lifted.id} row={lifted} onClose={() => setLifted(null)} />}
    </>
  );
}

function Add({ onDone }: { onDone: () => void }) {
  const t = useT();
  const [form, setForm] = useState(NEW);
  const { add } = useSuppressionActs();
  const change = (part: Partial<SuppressionForm>) => setForm((old) => ({ ...old, ...part }));
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    add.mutate(form, { onSuccess: onDone });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <Select label={t("suppressions.kind")} allowDeselect={false} value={form.address_kind} data={[{ value: "email", label: t("suppressions.kind.email") }, { value: "phone", label: t("suppressions.kind.phone") }]} onChange={(value) => change({ address_kind: value ?? "email", reason: "by_hand" })} />
        <TextInput label={t("suppressions.address")} required maxLength={320} value={form.address} onChange={(event) => change({ address: event.currentTarget.value })} data-autofocus />
        <Select label={t("suppressions.reason")} allowDeselect={false} value={form.reason} data={(["by_hand", "complaint", ...(form.address_kind === "phone" ? (["do_not_call"] as const) : [])] as const).map((value) => ({ value, label: t(`consents.reason.${value}`) }))} onChange={(value) => change({ reason: value as SuppressionForm["reason"] })} />
        <Textarea label={t("suppressions.note")} description={t("suppressions.note.about")} required autosize minRows={2} maxLength={500} value={form.note} onChange={(event) => change({ note: event.currentTarget.value })} />
        <ErrorLine error={add.error} />
        <Actions>
          <Button type="submit" loading={add.isPending}>
            {t("suppressions.add")}
          </Button>
        </Actions>
      </Stack>
    </form>
  );
}

function Import() {
  const t = useT();
  const [csv, setCsv] = useState("");
  const { takeIn } = useSuppressionActs();
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    takeIn.mutate(csv);
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <p>{t("suppressions.import.about", { max: 20_000 })}</p>
        <input type="file" accept=".csv,text/csv" aria-label={t("suppressions.import.file")} onChange={(event) => void event.currentTarget.files?.[0]?.text().then(setCsv)} />
        <Textarea label={t("suppressions.import.lines")} autosize minRows={6} maxRows={16} maxLength={2_000_000} placeholder={"email,anna@client.example\nphone,+79991234567"} value={csv} onChange={(event) => setCsv(event.currentTarget.value)} />
        <ErrorLine error={takeIn.error} />
        {takeIn.data && (
          <p role="status">
            {t("suppressions.import.done", { added: takeIn.data.added, known: takeIn.data.known })}
            {takeIn.data.refused.length > 0 && <span className={classes.refused}> {t("suppressions.import.refused", { lines: takeIn.data.refused.join(", ") })}</span>}
          </p>
        )}
        <Actions>
          <Button type="submit" loading={takeIn.isPending} disabled={!csv.trim()}>
            {t("suppressions.import")}
          </Button>
        </Actions>
      </Stack>
    </form>
  );
}

function Lift({ row, onClose }: { row: Suppression; onClose: () => void }) {
  const t = useT();
  const [note, setNote] = useState("");
  const { lift } = useSuppressionActs();
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    lift.mutate({ id: row.id, note: note.trim() }, { onSuccess: onClose });
  };
  return (
    <Modal opened onClose={onClose} centered title={t("suppressions.lift.of", { address: row.address })} closeButtonProps={{ "aria-label": t("action.close") }}>
      <form onSubmit={submit}>
        <Stack>
          <p>{t("suppressions.lift.about")}</p>
          <TextInput label={t("suppressions.lift.why")} required maxLength={500} value={note} onChange={(event) => setNote(event.currentTarget.value)} data-autofocus />
          <ErrorLine error={lift.error} />
          <Actions>
            <Button variant="default" onClick={onClose}>
              {t("action.cancel")}
            </Button>
            <Button type="submit" loading={lift.isPending} disabled={!note.trim()}>
              {t("suppressions.lift")}
            </Button>
          </Actions>
        </Stack>
      </form>
    </Modal>
  );
}
