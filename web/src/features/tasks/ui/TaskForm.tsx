/** What is to be done, by when, by whom: a new task, or other words for one that is there. */
import { Button, Checkbox, Textarea } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { useT } from "@/shared/i18n";
import { Actions, Stack } from "@/shared/ui/layout";
import { ErrorLine } from "@/shared/ui/states";
import type { Task } from "@/shared/api/types";
import { dayOf, dueChoices, noonOf } from "@/features/tasks/due";
import { OwnerSelect, useMe, type Owner } from "@/features/workspaces";

const DateTimeField = lazy(() => import("@/shared/ui/DateTimeField").then(({ DateTimeField: component }) => ({ default: component })));

/** What the form says: a day, or a moment. */
export interface Said {
  text: string;
  due_on: string | null;
  due_at: string | null;
}

interface Props {
  task?: Task | undefined;
  first?: { text: string; at: Date | null } | undefined;
  saving: boolean;
  error: unknown;
  onSave: (said: Said, owner: Owner) => void;
  onCancel: () => void;
}

export function TaskForm({ task, first, saving, error, onSave, onCancel }: Props) {
  const t = useT();
  const me = useMe().operator;
  const [now] = useState(() => new Date());
  const [text, setText] = useState(task?.text ?? first?.text ?? "");
  const [at, setAt] = useState<Date | null>(() => firstMoment(task) ?? first?.at ?? dueChoices(now)[0]?.at ?? null);
  const [wholeDay, setWholeDay] = useState(Boolean(task?.due_on));
  const [owner, setOwner] = useState<Owner | null>({ operator_id: me.id });
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    if (at && owner) onSave({ text: text.trim(), due_on: wholeDay ? dayOf(at) : null, due_at: wholeDay ? null : at.toISOString() }, owner);
  };
  const quick = dueChoices(now).map(({ title, at: moment }) => ({ label: t(title), at: moment }));
  return (
    <form onSubmit={submit}>
      <Stack gap={2}>
        <Textarea label={t("tasks.text")} autosize minRows={2} maxRows={6} maxLength={2000} data-autofocus value={text} onChange={(event) => setText(event.currentTarget.value)} />
        <Suspense>
          <DateTimeField label={t("tasks.due")} value={at} onChange={setAt} quick={quick} />
        </Suspense>
        <Checkbox label={t("tasks.whole_day")} checked={wholeDay} onChange={(event) => setWholeDay(event.currentTarget.checked)} />
        {!task && <OwnerSelect label={t("tasks.owner")} value={owner} onChange={setOwner} />}
        <ErrorLine error={error} />
        <Actions>
          <Button variant="default" size="xs" onClick={onCancel}>
            {t("action.cancel")}
          </Button>
          <Button type="submit" size="xs" disabled={!text.trim() || !at || !owner} loading={saving}>
            {t(task ? "action.save" : "tasks.add.save")}
          </Button>
        </Actions>
      </Stack>
    </form>
  );
}

function firstMoment(task: Task | undefined): Date | null {
  if (!task) return null;
  return task.due_on ? noonOf(task.due_on) : new Date(task.due_at);
}
