/** Rules of the company in their order: switched, moved, opened to be changed or to see why they fired. */
import { Button, Drawer, SegmentedControl, Switch } from "@mantine/core";
import { useState } from "react";
import { useT } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/IconButton";
import { Row, Stack } from "@/shared/ui/layout";
import { Page } from "@/shared/ui/Page";
import { Empty, Failure, SkeletonRows } from "@/shared/ui/states";
import { Table } from "@/shared/ui/Table";
import { TimeAgo } from "@/shared/ui/TimeAgo";
import { useToasts } from "@/shared/ui/toasts";
import { formOf, useAutomations, useOrderAutomations, useSaveAutomation } from "@/features/automations/api/automations";
import { moved, NEW_AUTOMATION } from "@/features/automations/parts";
import type { Automation, AutomationForm } from "@/features/automations/types";
import { Builder } from "@/features/automations/ui/Builder";
import classes from "@/features/automations/ui/Builder.module.css";
import { Log } from "@/features/automations/ui/Log";
import { useSaySentence } from "@/features/automations/words";
import { useMay } from "@/features/workspaces";

interface Opened {
  form: AutomationForm;
  tab: "rule" | "log";
}

export function Automations() {
  const t = useT();
  const query = useAutomations();
  const mayWrite = useMay("automations.write");
  const [opened, setOpened] = useState<Opened | null>(null);
  const close = () => setOpened(null);
  const add = mayWrite && <Button onClick={() => setOpened({ form: NEW_AUTOMATION, tab: "rule" })}>{t("automations.add")}</Button>;
  return (
    <Page title={t("settings.automations")} lead={t("automations.lead")} action={add}>
      {query.isPending ? (
        <SkeletonRows />
      ) : query.isLoadingError ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : query.data.length === 0 ? (
        <Empty icon="play" title={t("automations.empty")} text={t("automations.empty.text")} action={add} />
      ) : (
        <List rows={query.data} mayWrite={mayWrite} onOpen={(row, tab) => setOpened({ form: formOf(row), tab })} />
      )}
      <Drawer opened={opened !== null} onClose={close} position="right" size={680} title={opened?.form.id ? opened.form.name : t("automations.add")} closeButtonProps={{ "aria-label": t("action.close") }}>
        {opened && <Panel key={opened.form.id ?? "new"} opened={opened} mayWrite={mayWrite} onTab={(tab) => setOpened({ ...opened, tab })} onDone={close} />}
      </Drawer>
    </Page>
  );
}

function Panel({ opened: { form, tab }, mayWrite, onTab, onDone }: { opened: Opened; mayWrite: boolean; onTab: (tab: Opened["tab"]) => void; onDone: () => void }) {
  const t = useT();
  if (!form.id) return <Builder initial={form} onDone={onDone} />;
  return (
    <Stack>
      {mayWrite && <SegmentedControl fullWidth aria-label={form.name} value={tab} data={[{ value: "rule", label: t("automations.rule") }, { value: "log", label: t("automations.log") }]} onChange={(value) => onTab(value)} />}
      {tab === "rule" && mayWrite ? <Builder initial={form} onDone={onDone} /> : <Log id={form.id} />}
    </Stack>
  );
}

function List({ rows, mayWrite, onOpen }: { rows: Automation[]; mayWrite: boolean; onOpen: (row: Automation, tab: Opened["tab"]) => void }) {
  const t = useT();
  const say = useSaySentence();
  const save = useSaveAutomation();
  const order = useOrderAutomations();
  const { tellError } = useToasts();
  const move = (row: Automation, step: -1 | 1) => order.mutate(moved(rows, rows.indexOf(row), step), { onError: tellError });
  const turn = (row: Automation, enabled: boolean) => save.mutate({ ...formOf(row), enabled }, { onError: tellError });
  return (
    <Table
      caption={t("settings.automations")}
      rows={rows}
      keyOf={({ id }) => id}
      columns={[
        {
          key: "name",
          title: t("automations.rule"),
          main: true,
          cell: (row) => (
            <div>
              <span className={classes.name} dir="auto">{row.name}</span>
              <span className={classes.sentence}>{say(row)}</span>
            </div>
          ),
        },
        { key: "on", title: t("automations.on"), cell: (row) => <Switch aria-label={t("automations.switch", { name: row.name })} disabled={!mayWrite} checked={row.enabled} onChange={(event) => turn(row, event.currentTarget.checked)} /> },
        {
          key: "fired",
          title: t("automations.fired"),
          align: "end",
          cell: (row) => (
            <button type="button" className={classes.link} onClick={() => onOpen(row, "log")} aria-label={t("automations.log_of", { name: row.name, count: row.fired_count })}>
              {row.fired_count}
            </button>
          ),
        },
        { key: "last", title: t("automations.last"), cell: ({ last_fired_at: at }) => (at ? <TimeAgo at={at} /> : "—") },
        {
          key: "act",
          title: "",
          align: "end",
          cell: (row) => (
            <Row gap={1}>
              {mayWrite && <IconButton icon="up" label={t("automations.move_up", { name: row.name })} disabled={rows.indexOf(row) === 0} onClick={() => move(row, -1)} />}
              {mayWrite && <IconButton icon="down" label={t("automations.move_down", { name: row.name })} disabled={rows.indexOf(row) === rows.length - 1} onClick={() => move(row, 1)} />}
              <IconButton icon="list" label={t("automations.log")} onClick={() => onOpen(row, "log")} />
              {mayWrite && <IconButton icon="edit" label={t("action.edit")} onClick={() => onOpen(row, "rule")} />}
            </Row>
          ),
        },
      ]}
    />
  );
}
