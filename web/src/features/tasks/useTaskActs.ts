/** What can be done with tasks, one or many; what was done can be undone. */
import { useI18n } from "@/shared/i18n";
import { useToasts } from "@/shared/ui/toasts";
import type { Task, TaskOutcomes, TasksChange } from "@/shared/api/types";
import { useChangeTasks } from "@/features/tasks/api/tasks";
import type { Owner } from "@/features/workspaces";

export interface TaskActs {
  finish: (tasks: Task[]) => void;
  cancel: (tasks: Task[]) => void;
  reopen: (tasks: Task[]) => void;
  hand: (tasks: Task[], owner: Owner) => void;
  snooze: (tasks: Task[], until: Date) => void;
  wake: (tasks: Task[]) => void;
}

export function useTaskActs(): TaskActs {
  const { t, byCode } = useI18n();
  const change = useChangeTasks();
  const { tell, tellError } = useToasts();
  const act = (tasks: Task[], wanted: Omit<TasksChange, "task_ids">, done?: string, back?: TasksChange["action"]) => {
    const ids = tasks.map(({ id }) => id);
    if (ids.length === 0) return;
    const told = ({ outcomes }: TaskOutcomes) => {
      const failed = outcomes.find(({ code }) => code);
      if (failed) tell(byCode("error", failed.code) ?? t("error.unknown", { code: failed.code }));
      else if (done) tell(done, back && (() => void change.mutateAsync({ task_ids: ids, action: back }).catch(tellError)));
    };
    // A promise, not callbacks of the mutation: a finished task's row is gone by then, and its callbacks with it.
    change.mutateAsync({ task_ids: ids, ...wanted }).then(told, tellError);
  };
  return {
    finish: (tasks) => act(tasks, { action: "finish" }, t("tasks.told.done", { count: tasks.length }), "reopen"),
    cancel: (tasks) => act(tasks, { action: "cancel" }, t("tasks.told.cancelled", { count: tasks.length }), "reopen"),
    reopen: (tasks) => act(tasks, { action: "reopen" }),
    hand: (tasks, owner) => act(tasks, { action: "hand", ...owner }),
    snooze: (tasks, until) => act(tasks, { action: "snooze", until: until.toISOString() }, t("tasks.told.put_off", { count: tasks.length }), "wake"),
    wake: (tasks) => act(tasks, { action: "wake" }),
  };
}
