/** What is to be done: mine, my teams', everybody's; what is late, put off, over. By keys as the inbox. */
import { Button, Checkbox, Menu, NativeSelect, SegmentedControl } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useFormat } from "@/shared/format";
import { useT } from "@/shared/i18n";
import { More } from "@/shared/ui/More";
import { Page } from "@/shared/ui/Page";
import { Empty, Failure, SkeletonRows } from "@/shared/ui/states";
import { usePhone } from "@/shared/ui/usePhone";
import { useHotkeys } from "@/shared/ui/useHotkeys";
import type { Task } from "@/shared/api/types";
import { useTaskCounts } from "@/features/tasks/api/counts";
import { CHANGED_AT_ONCE, useTasks, type TaskView, type Whose } from "@/features/tasks/api/tasks";
import { RestItems } from "@/features/tasks/ui/RestItems";
import { TaskRow } from "@/features/tasks/ui/TaskRow";
import { useTaskActs } from "@/features/tasks/useTaskActs";
import { OwnerMenu, useMay } from "@/features/workspaces";
import { useMemory } from "@/shared/useMemory";
import classes from "@/features/tasks/ui/Tasks.module.css";

const WHOSE: readonly Whose[] = ["mine", "team", "all"];
const VIEWS: readonly TaskView[] = ["open", "overdue", "snoozed", "done"];

export function Tasks() {
  const t = useT();
  const [whose, setWhose] = useMemory<Whose>("tasks.whose", "mine");
  const [view, setView] = useState<TaskView>("open");
  return (
    <Page
      title={t("tasks.title")}
      lead={t("tasks.lead")}
      width="form"
      tools={
        <div className={classes.tools}>
          <SegmentedControl aria-label={t("tasks.whose")} data={WHOSE.map((value) => ({ value, label: t(`tasks.whose.${value}`) }))} value={whose} onChange={(value) => setWhose(value)} />
          <Views whose={whose} view={view} onChange={setView} />
        </div>
      }
    >
      <List key={`${whose}/${view}`} view={view} whose={whose} />
    </Page>
  );
}

function Views({ whose, view, onChange }: { whose: Whose; view: TaskView; onChange: (view: TaskView) => void }) {
  const t = useT();
  const format = useFormat();
  const counts = useTaskCounts().data;
  const counted: Partial<Record<TaskView, number | undefined>> = { open: counts?.[whose], overdue: counts?.[`${whose}_overdue`] };
  const label = (value: TaskView) => (counted[value] ? `${t(`tasks.view.${value}`)} · ${format.number(counted[value])}` : t(`tasks.view.${value}`));
  const data = VIEWS.map((value) => ({ value, label: label(value) }));
  if (usePhone()) return <NativeSelect aria-label={t("tasks.which")} data={data} value={view} onChange={(event) => onChange(event.currentTarget.value as TaskView)} />;
  return <SegmentedControl aria-label={t("tasks.which")} data={data} value={view} onChange={onChange} />;
}

function List({ view, whose }: { view: TaskView; whose: Whose }) {
  const t = useT();
  const query = useTasks(view, whose);
  const rows = (query.data?.pages ?? []).flatMap(({ items }) => items);
  if (query.isPending) return <SkeletonRows rows={6} height={52} />;
  if (query.isError && rows.length === 0) return <Failure error={query.error} retry={() => void query.refetch()} />;
  if (rows.length === 0) return <Empty icon="task" title={t(`tasks.empty.${view}`)} text={t(`tasks.empty.${view}.text`)} />;
  return (
    <>
      <Rows rows={rows} view={view} />
      <More query={query} />
    </>
  );
}

function Rows({ rows, view }: { rows: Task[]; view: TaskView }) {
  const t = useT();
  const [chosenIds, setChosenIds] = useState<ReadonlySet<string>>(new Set());
  const [markedId, setMarkedId] = useState<string | null>(null);
  const mayWrite = useMay("tasks.write");
  const chosen = rows.filter(({ id }) => chosenIds.has(id));
  const toggle = (id: string) => setChosenIds((old) => (old.has(id) ? new Set([...old].filter((one) => one !== id)) : new Set([...old, id].slice(0, CHANGED_AT_ONCE))));
  useKeys({ rows, markedId, setMarkedId, toggle, chosen, mayWrite: mayWrite && view !== "done" });
  return (
    <>
      {chosen.length > 0 && <Bar chosen={chosen} onClear={() => setChosenIds(new Set())} />}
      <ul className={classes.list}>
        {rows.map((task) => (
          <TaskRow key={task.id} task={task} about marked={task.id === markedId}>
            {mayWrite && task.state === "open" && <Checkbox aria-label={t("tasks.choose", { text: task.text })} checked={chosenIds.has(task.id)} onChange={() => toggle(task.id)} />}
          </TaskRow>
        ))}
      </ul>
    </>
  );
}

interface Keys {
  rows: Task[];
  markedId: string | null;
  setMarkedId: (id: string) => void;
  toggle: (id: string) => void;
  chosen: Task[];
  mayWrite: boolean;
}

function useKeys({ rows, markedId, setMarkedId, toggle, chosen, mayWrite }: Keys) {
  const navigate = useNavigate();
  const { finish } = useTaskActs();
  const at = rows.findIndex(({ id }) => id === markedId);
  const marked = rows[at];
  const move = (by: number) => {
    const next = rows[Math.min(Math.max(at + by, 0), rows.length - 1)];
    if (!next) return;
    setMarkedId(next.id);
    document.querySelector(`[data-task="${next.id}"]`)?.scrollIntoView({ block: "nearest" });
  };
  const open = ({ conversation_id: conversationId, contact_id: contactId }: Task) =>
    conversationId ? navigate({ to: "/inbox/$conversationId", params: { conversationId }, search: {} }) : navigate({ to: "/contacts/$contactId", params: { contactId }, search: {} });
  useHotkeys({
    j: () => move(1),
    k: () => move(-1),
    Enter: () => marked && void open(marked),
    ...(mayWrite && {
      x: () => marked && toggle(marked.id),
      e: () => finish(chosen.length > 0 ? chosen : marked ? [marked] : []),
    }),
  });
}

function Bar({ chosen, onClear }: { chosen: Task[]; onClear: () => void }) {
  const t = useT();
  const acts = useTaskActs();
  const done = (act: () => void) => () => {
    act();
    onClear();
  };
  return (
    <div className={classes.bar} role="toolbar" aria-label={t("bulk.title")}>
      <span role="status">{t("tasks.chosen", { count: chosen.length })}</span>
      <Button size="xs" onClick={done(() => acts.finish(chosen))}>
        {t("tasks.finish_chosen")}
      </Button>
      <OwnerMenu now={{ operator_id: null, team_id: null }} onGive={(owner) => done(() => acts.hand(chosen, owner))()}>
        <Button size="xs" variant="default">
          {t("tasks.hand")}
        </Button>
      </OwnerMenu>
      <Menu position="bottom-start" shadow="md">
        <Menu.Target>
          <Button size="xs" variant="default">
            {t("act.snooze")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <RestItems onPick={(until) => done(() => acts.snooze(chosen, until))()} />
        </Menu.Dropdown>
      </Menu>
      <Button size="xs" variant="subtle" onClick={onClear}>
        {t("bulk.clear")}
      </Button>
    </div>
  );
}
