/** One task: done by a press; by when, whose, about whom; the rest behind the dots. */
import { Menu, Modal } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useFormat } from "@/shared/format";
import { useNow } from "@/shared/format/useNow";
import { useT } from "@/shared/i18n";
import { Icon } from "@/shared/ui/icons";
import { IconButton } from "@/shared/ui/IconButton";
import type { Task } from "@/shared/api/types";
import { useChangeTask } from "@/features/tasks/api/tasks";
import { noonOf, urgencyOf } from "@/features/tasks/due";
import { RestItems } from "@/features/tasks/ui/RestItems";
import { TaskForm } from "@/features/tasks/ui/TaskForm";
import { useTaskActs } from "@/features/tasks/useTaskActs";
import { OwnerMenu, useColleagues, useMay, useTeams } from "@/features/workspaces";
import classes from "@/features/tasks/ui/Tasks.module.css";

interface Props {
  task: Task;
  /** Say whom it is about, where that is not beside it. */
  about?: boolean;
  marked?: boolean;
  /** Before the task: its box in a list where many are chosen. */
  children?: React.ReactNode;
}

export function TaskRow({ task, about = false, marked = false, children }: Props) {
  const mayWrite = useMay("tasks.write");
  return (
    <li className={classes.task} data-marked={marked || undefined} data-task={task.id} aria-current={marked || undefined}>
      {children}
      <Done task={task} disabled={!mayWrite} />
      <div className={classes.body}>
        <p className={classes.text} data-over={task.state !== "open" || undefined} dir="auto">
          {task.text}
        </p>
        <p className={classes.facts}>
          <Due task={task} />
          <Whose task={task} />
          {about && <About task={task} />}
        </p>
      </div>
      {mayWrite && <Acts task={task} />}
    </li>
  );
}

function Done({ task, disabled }: { task: Task; disabled: boolean }) {
  const t = useT();
  const { finish, reopen } = useTaskActs();
  const over = task.state !== "open";
  return (
    <button type="button" className={classes.done} disabled={disabled} aria-pressed={task.state === "done"} aria-label={t(over ? "tasks.reopen" : "tasks.finish", { text: task.text })} onClick={() => (over ? reopen([task]) : finish([task]))}>
      <Icon name={task.state === "cancelled" ? "close" : "check"} size={14} />
    </button>
  );
}

function Due({ task }: { task: Task }) {
  const t = useT();
  const format = useFormat();
  const now = useNow();
  if (task.state === "done") return <span>{t("tasks.done_at", { at: format.ago(task.settled_at ?? task.due_at, now) })}</span>;
  if (task.state === "cancelled") return <span>{t("tasks.cancelled")}</span>;
  const urgency = urgencyOf(task, now);
  const at = task.due_on ? format.date(noonOf(task.due_on)) : `${format.date(task.due_at)}, ${format.clock(task.due_at)}`;
  return (
    <>
      <time className={classes.due} data-urgency={urgency} dateTime={task.due_at} title={format.exact(task.due_at)}>
        {t(`tasks.urgency.${urgency}`, { at })}
      </time>
      {task.snoozed_until && <span>{t("snooze.until", { when: `${format.date(task.snoozed_until)}, ${format.clock(task.snoozed_until)}` })}</span>}
    </>
  );
}

function Whose({ task }: { task: Task }) {
  const t = useT();
  const owner = useColleagues().get(task.operator_id ?? "");
  const team = (useTeams().data ?? []).find(({ id }) => id === task.team_id);
  return <span>{owner?.name ?? (team ? t("tasks.of_team", { name: team.name }) : "")}</span>;
}

function About({ task }: { task: Task }) {
  const t = useT();
  const name = task.contact_name || t("contact.nameless");
  if (task.conversation_id)
    return (
      <Link to="/inbox/$conversationId" params={{ conversationId: task.conversation_id }} search={{}} className={classes.about} dir="auto">
        {t("tasks.about_conversation", { name, number: task.conversation_number ?? "" })}
      </Link>
    );
  return (
    <Link to="/contacts/$contactId" params={{ contactId: task.contact_id }} search={{}} className={classes.about} dir="auto">
      {name}
    </Link>
  );
}

function Acts({ task }: { task: Task }) {
  const t = useT();
  const acts = useTaskActs();
  const [changing, setChanging] = useState(false);
  const close = () => setChanging(false);
  if (task.state !== "open") return null;
  return (
    <>
      <OwnerMenu now={task} onGive={(owner) => acts.hand([task], owner)}>
        <IconButton icon="user" label={t("tasks.hand")} />
      </OwnerMenu>
      <Menu position="bottom-end" shadow="md">
        <Menu.Target>
          <IconButton icon="more" label={t("tasks.more")} />
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setChanging(true)}>{t("tasks.change")}</Menu.Item>
          <RestItems say={(until) => t("tasks.put_off", { until })} onPick={(until) => acts.snooze([task], until)} />
          {task.snoozed_until && <Menu.Item onClick={() => acts.wake([task])}>{t("snooze.wake")}</Menu.Item>}
          <Menu.Item color="red" onClick={() => acts.cancel([task])}>
            {t("tasks.cancel")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal opened={changing} onClose={close} title={t("tasks.change")} size="sm" centered closeButtonProps={{ "aria-label": t("action.close") }}>
        {changing && <Change task={task} onDone={close} />}
      </Modal>
    </>
  );
}

function Change({ task, onDone }: { task: Task; onDone: () => void }) {
  const change = useChangeTask(task.id);
  return <TaskForm task={task} saving={change.isPending} error={change.error} onSave={(said) => change.mutate(said, { onSuccess: onDone })} onCancel={onDone} />;
}
