/** Files taken in: a new one by three steps, and what came of those before. */
import { Button, Modal, Progress, SegmentedControl } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Suspense, useRef, useState } from "react";
import { useI18n, useT } from "@/shared/i18n";
import { FileInput } from "@/shared/ui/FileInput";
import { Confirm } from "@/shared/ui/Confirm";
import { Export } from "@/shared/ui/Export";
import { Icon } from "@/shared/ui/icons";
import { Actions, Stack } from "@/shared/ui/layout";
import { More } from "@/shared/ui/More";
import { Page } from "@/shared/ui/Page";
import { Empty, ErrorLine, Failure, SkeletonRows } from "@/shared/ui/states";
import { Status } from "@/shared/ui/Status";
import { Table } from "@/shared/ui/Table";
import { TimeAgo } from "@/shared/ui/TimeAgo";
import type { Import, ImportKind } from "@/shared/api/types";
import { ImportToList } from "@/features/segments";
import { useMay } from "@/features/workspaces";
import { useChangeImport, useImports, useUploadImport } from "@/features/activity/api/activity";
import { PlanForm } from "@/features/activity/ui/PlanForm";
import classes from "@/features/activity/screens/Imports.module.css";

const KINDS: ImportKind[] = ["people", "purchases", "facts"];
const TONES = { uploaded: "soon", waiting: "soon", running: "soon", agreeing: "soon", done: "kept", cancelled: "quiet", failed: "broken", undoing: "soon", undone: "quiet" } as const;

export function Imports() {
  const t = useT();
  const may = useMay("activity.write");
  const query = useImports();
  const [open, setOpen] = useState<Import | null>(null);
  const [choosing, setChoosing] = useState(false);
  return (
    <Page
      title={t("imports.title")}
      lead={t("imports.lead")}
      back={<Link to="/contacts">{t("nav.contacts")}</Link>}
      action={
        may && (
          <Button leftSection={<Icon name="file" size={16} />} onClick={() => setChoosing(true)}>
            {t("imports.new")}
          </Button>
        )
      }
    >
      {query.isPending && <SkeletonRows rows={4} height={56} />}
      {query.isLoadingError && <Failure error={query.error} retry={() => void query.refetch()} />}
      {query.data && <List rows={query.data.pages.flatMap(({ items }) => items)} onOpen={setOpen} />}
      {query.data && <More query={query} />}
      <Modal opened={choosing} onClose={() => setChoosing(false)} title={t("imports.new")} centered closeButtonProps={{ "aria-label": t("action.close") }}>
        <Upload
          onDone={(taken) => {
            setChoosing(false);
            setOpen(taken);
          }}
        />
      </Modal>
      <Modal opened={open !== null} onClose={() => setOpen(null)} title={open?.file_name} size="xl" centered closeButtonProps={{ "aria-label": t("action.close") }}>
        {open && <PlanForm key={open.id} taken={open} onDone={() => setOpen(null)} />}
      </Modal>
    </Page>
  );
}

function Upload({ onDone }: { onDone: (taken: Import) => void }) {
  const { t } = useI18n();
  const input = useRef<HTMLInputElement>(null);
  const [kind, setKind] = useState<ImportKind>("people");
  const upload = useUploadImport();
  return (
    <Stack>
      <SegmentedControl fullWidth aria-label={t("imports.kind")} value={kind} onChange={(chosen) => setKind(chosen)} data={KINDS.map((value) => ({ value, label: t(`imports.kind.${value}`) }))} />
      <p className={classes.quiet}>{t(`imports.kind.${kind}.help`)}</p>
      <FileInput ref={input} label={t("imports.choose")} accept=".csv,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" onChoose={(file) => upload.mutate({ kind, file }, { onSuccess: onDone })} />
      <ErrorLine error={upload.error} />
      <Actions>
        <Button loading={upload.isPending} onClick={() => input.current?.click()}>
          {t("imports.choose")}
        </Button>
      </Actions>
    </Stack>
  );
}

function List({ rows, onOpen }: { rows: Import[]; onOpen: (taken: Import) => void }) {
  const { t, byCode } = useI18n();
  if (rows.length === 0) return <Empty icon="file" title={t("imports.none")} text={t("imports.none.text")} />;
  return (
    <Table
      caption={t("imports.title")}
      rows={rows}
      keyOf={({ id }) => id}
      columns={[
        {
          key: "file",
          title: t("imports.file"),
          main: true,
          cell: (row) => (
            <span className={classes.file}>
              {row.file_name}
              <small>{t(`imports.kind.${row.kind}`)}</small>
            </span>
          ),
        },
        { key: "state", title: t("imports.state"), cell: (row) => <State row={row} label={byCode("imports.state", row.state) ?? row.state} /> },
        { key: "came", title: t("imports.came"), cell: (row) => <Came row={row} /> },
        { key: "at", title: t("imports.at"), align: "end", cell: ({ created_at: at }) => <TimeAgo at={at} /> },
        { key: "acts", title: "", align: "end", cell: (row) => <Acts row={row} onOpen={onOpen} /> },
      ]}
    />
  );
}

function State({ row, label }: { row: Import; label: string }) {
  const { t } = useI18n();
  const share = row.rows ? Math.round((row.done / row.rows) * 100) : 0;
  return (
    <div className={classes.state}>
      <Status tone={TONES[row.state]}>{label}</Status>
      {(row.state === "running" || row.state === "waiting") && <Progress value={Math.max(share, 3)} aria-label={t("imports.progress", { share })} animated />}
      {row.agreeing > 0 && <small>{t("imports.agreeing", { count: row.agreeing })}</small>}
      {row.code && <small>{t("imports.failed")}</small>}
      {row.state === "undone" && row.left > 0 && <small>{t("imports.left", { count: row.left })}</small>}
    </div>
  );
}

function Came({ row }: { row: Import }) {
  const { t } = useI18n();
  if (row.done === 0) return "—";
  return (
    <span className={classes.came}>
      <span>{t("imports.created", { count: row.created })}</span>
      {row.changed > 0 && <span>{t("imports.changed", { count: row.changed })}</span>}
      {row.skipped > 0 && <span>{t("imports.skipped", { count: row.skipped })}</span>}
      {row.refused > 0 && <span className={classes.refused}>{t("imports.refused", { count: row.refused })}</span>}
    </span>
  );
}

function Acts({ row, onOpen }: { row: Import; onOpen: (taken: Import) => void }) {
  const { t } = useI18n();
  const may = useMay("activity.write");
  const change = useChangeImport(row.id);
  return (
    <div className={classes.acts}>
      {row.done > 0 && row.state !== "undone" && <ErrorsFile row={row} />}
      {may && row.state === "uploaded" && (
        <Button size="xs" onClick={() => onOpen(row)}>
          {t("imports.continue")}
        </Button>
      )}
      {may && (row.state === "running" || row.state === "waiting") && (
        <Button size="xs" variant="default" loading={change.isPending} onClick={() => change.mutate("cancellation")}>
          {t("imports.stop")}
        </Button>
      )}
      <ToList row={row} />
      {may && <Undo row={row} change={change} />}
    </div>
  );
}

function ToList({ row }: { row: Import }) {
  const { t } = useI18n();
  const may = useMay("segments.write");
  const [open, setOpen] = useState(false);
  if (!may || row.kind !== "people" || row.state !== "done") return null;
  return (
    <>
      <Button size="xs" onClick={() => setOpen(true)}>
        {t("imports.list")}
      </Button>
      <Suspense>{open && <ImportToList importId={row.id} fileName={row.file_name} onClose={() => setOpen(false)} />}</Suspense>
    </>
  );
}

function Undo({ row, change }: { row: Import; change: ReturnType<typeof useChangeImport> }) {
  const { t } = useI18n();
  const [asking, setAsking] = useState(false);
  if (row.done === 0 || (row.state !== "done" && row.state !== "agreeing" && row.state !== "cancelled" && row.state !== "failed")) return null;
  return (
    <>
      <Button size="xs" variant="default" onClick={() => setAsking(true)}>
        {t("imports.undo")}
      </Button>
      <Confirm opened={asking} title={t("imports.undo.title")} text={t("imports.undo.text", { file: row.file_name })} action={t("imports.undo")} pending={change.isPending} error={change.error} onClose={() => setAsking(false)} onConfirm={() => change.mutate("undoing", { onSuccess: () => setAsking(false) })} />
    </>
  );
}

function ErrorsFile({ row }: { row: Import }) {
  const { t } = useI18n();
  if (row.refused === 0) return null;
  return (
    <div role="group" aria-label={t("imports.errors")} className={classes.errors}>
      <span>{t("imports.errors")}</span> <Export path={`/imports/${row.id}/errors`} />
    </div>
  );
}
