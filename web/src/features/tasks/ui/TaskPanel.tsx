/** What is to be done for the person beside, and the form that adds to it. */
import { Button } from "@mantine/core";
import { useState } from "react";
import { useT } from "@/shared/i18n";
import { Failure } from "@/shared/ui/states";
import { useAddTask, useTasksAbout, type About } from "@/features/tasks/api/tasks";
import { TaskForm } from "@/features/tasks/ui/TaskForm";
import { TaskRow } from "@/features/tasks/ui/TaskRow";
import { useMay } from "@/features/workspaces";
import classes from "@/features/tasks/ui/Tasks.module.css";

export default function TaskPanel(about: About) {
  const t = useT();
  const query = useTasksAbout(about);
  const [adding, setAdding] = useState(false);
  const mayWrite = useMay("tasks.write");
  const open = (query.data ?? []).filter(({ state }) => state === "open");
  if (!mayWrite && open.length === 0) return null;
  return (
    <section className={classes.panel} aria-label={t("tasks.title")}>
      {query.isLoadingError && <Failure error={query.error} retry={() => void query.refetch()} />}
      {open.length > 0 && (
        <>
          <h3 className={classes.heading}>{t("tasks.title")}</h3>
          <ul className={classes.list}>
            {open.map((task) => (
              <TaskRow key={task.id} task={task} />
            ))}
          </ul>
        </>
      )}
      {adding ? (
        <Add about={about} onDone={() => setAdding(false)} />
      ) : (
        mayWrite && (
          <Button variant="default" size="xs" onClick={() => setAdding(true)}>
            {t("tasks.add")}
          </Button>
        )
      )}
    </section>
  );
}

function Add({ about, onDone }: { about: About; onDone: () => void }) {
  const add = useAddTask(about);
  return <TaskForm saving={add.isPending} error={add.error} onSave={(said, owner) => add.mutate({ ...said, ...owner, source: "hand" }, { onSuccess: onDone })} onCancel={onDone} />;
}
