/** A task that a rule writes down: what, by when, whose. */
import { NumberInput, SegmentedControl, Textarea } from "@mantine/core";
import { useState } from "react";
import { useT } from "@/shared/i18n";
import { Row } from "@/shared/ui/layout";
import type { Action } from "@/features/automations/types";
import { AssignField } from "@/features/automations/ui/AssignField";
import classes from "@/features/automations/ui/Builder.module.css";

const HOURS = { hours: 1, days: 24 };
const DUE_HOURS_MAX = 8_760;

interface Props {
  action: Extract<Action, { kind: "task" }>;
  onChange: (action: Action) => void;
}

export function TaskField({ action, onChange }: Props) {
  const t = useT();
  const { due_hours: due } = action;
  const [unit, setUnit] = useState<keyof typeof HOURS>(due % HOURS.days === 0 ? "days" : "hours");
  const count = due / HOURS[unit];
  const choose = (next: string) => {
    const chosen = next === "days" ? "days" : "hours";
    setUnit(chosen);
    onChange({ ...action, due_hours: Math.min(Math.max(1, Math.round(count)) * HOURS[chosen], DUE_HOURS_MAX) });
  };
  return (
    <>
      <Textarea aria-label={t("tasks.text")} placeholder={t("tasks.text")} description={t("automations.text.help")} autosize minRows={2} maxRows={6} maxLength={2000} value={action.text} onChange={(event) => onChange({ ...action, text: event.currentTarget.value })} />
      <Row gap={3} wrap>
        <NumberInput label={t("automations.due")} w={120} min={1} max={DUE_HOURS_MAX / HOURS[unit]} allowDecimal={false} clampBehavior="strict" value={count} onChange={(value) => typeof value === "number" && onChange({ ...action, due_hours: value * HOURS[unit] })} />
        <SegmentedControl aria-label={t("automations.due.unit")} mt="auto" value={unit} onChange={choose} data={[{ value: "hours", label: t("automations.due.hours") }, { value: "days", label: t("automations.due.days") }]} />
      </Row>
      <AssignField action={action} one onChange={onChange} />
      <p className={classes.hint}>{t("automations.task.help")}</p>
    </>
  );
}
