/** The moment of an answer, whether it still goes when the customer writes before, and, when changing it, its words. */
import { Button, Checkbox, Modal, Textarea } from "@mantine/core";
import { useState } from "react";
import { useT } from "@/shared/i18n";
import { DateTimeField } from "@/shared/ui/DateTimeField";
import { Actions, Stack } from "@/shared/ui/layout";
import { ErrorLine } from "@/shared/ui/states";
import type { Planned } from "@/shared/api/types";
import { plannedChoices } from "@/features/conversations/planned";

const AHEAD_DAYS = 366;
const FIRST_OFFER = "planned.quick.tomorrow";

export interface Chosen {
  at: Date;
  onlyUnanswered: boolean;
  text: string;
}

interface Props {
  title: string;
  submit: string;
  /** What is changed; without it the composer's words are planned. */
  planned?: Planned;
  onSubmit: (chosen: Chosen) => Promise<unknown>;
  onClose: () => void;
}

export function PlanPanel({ title, submit, planned, onSubmit, onClose }: Props) {
  const t = useT();
  const [now] = useState(() => new Date());
  const quick = plannedChoices(now);
  const [at, setAt] = useState<Date | null>(() => momentOf(planned, now) ?? quick.find((choice) => choice.title === FIRST_OFFER)?.at ?? null);
  const [onlyUnanswered, setOnlyUnanswered] = useState(planned?.only_unanswered ?? false);
  const [text, setText] = useState(planned?.text ?? "");
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const said = !planned || text.trim() !== "" || planned.attachment_ids.length > 0;
  const save = async (event: React.SyntheticEvent) => {
    event.preventDefault();
    if (!at || !said) return;
    setPending(true);
    try {
      await onSubmit({ at, onlyUnanswered, text: text.trim() });
      onClose();
    } catch (refused) {
      setError(refused);
      setPending(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={title} size="md" centered closeButtonProps={{ "aria-label": t("action.close") }}>
      <form onSubmit={(event) => void save(event)}>
        <Stack>
          {planned && <Textarea label={t("planned.text")} autosize minRows={3} maxRows={10} value={text} onChange={(event) => setText(event.currentTarget.value)} data-autofocus />}
          {planned && planned.attachment_ids.length > 0 && <p>{t("planned.files", { count: planned.attachment_ids.length })}</p>}
          <DateTimeField label={t("planned.when")} value={at} onChange={setAt} min={now} max={latest(now)} quick={quick.map((choice) => ({ label: t(choice.title), at: choice.at }))} required />
          <Checkbox label={t("planned.only")} description={t("planned.only.about")} checked={onlyUnanswered} onChange={(event) => setOnlyUnanswered(event.currentTarget.checked)} />
          <ErrorLine error={error} />
          <Actions>
            <Button variant="default" onClick={onClose}>
              {t("action.cancel")}
            </Button>
            <Button type="submit" loading={pending} disabled={!at || !said}>
              {submit}
            </Button>
          </Actions>
        </Stack>
      </form>
    </Modal>
  );
}

/** Null when it is past: what was held needs another moment. */
function momentOf(planned: Planned | undefined, now: Date): Date | null {
  const at = planned && new Date(planned.send_at);
  return at && at > now ? at : null;
}

function latest(now: Date): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + AHEAD_DAYS);
}
