/** A new task about a conversation, over whatever is on the screen. */
import { Modal } from "@mantine/core";
import { useT } from "@/shared/i18n";
import { useToasts } from "@/shared/ui/toasts";
import type { TaskDraft } from "@/shared/api/types";
import { useAddTask, type About } from "@/features/tasks/api/tasks";
import { TaskForm } from "@/features/tasks/ui/TaskForm";

const TEXT_MAX = 2_000;

interface Props {
  about: About;
  /** What it begins with. */
  text?: string;
  source: NonNullable<TaskDraft["source"]>;
  onClose: () => void;
}

export default function TaskDialog({ about, text = "", source, onClose }: Props) {
  const t = useT();
  const { tell } = useToasts();
  const add = useAddTask(about);
  const done = () => {
    tell(t("tasks.told.added"));
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={t("tasks.add")} size="sm" centered closeButtonProps={{ "aria-label": t("action.close") }}>
      <TaskForm first={{ text: text.trim().slice(0, TEXT_MAX), at: null }} saving={add.isPending} error={add.error} onSave={(said, owner) => add.mutate({ ...said, ...owner, source }, { onSuccess: done })} onCancel={onClose} />
    </Modal>
  );
}
