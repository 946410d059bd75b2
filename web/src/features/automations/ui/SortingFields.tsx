/** What rules say of the sorting of conversations: a label, a priority, a rating, how long to put off. */
import { MultiSelect, NumberInput, Select, Textarea } from "@mantine/core";
import { useT } from "@/shared/i18n";
import type { Priority } from "@/shared/api/types";
import type { Action, Condition } from "@/features/automations/types";
import { AssignField } from "@/features/automations/ui/AssignField";
import { useLabels } from "@/features/conversations";

const PRIORITIES: readonly Priority[] = ["low", "normal", "high", "urgent"];
const SCORE_MAX = 5;
const SNOOZE_HOURS_MAX = 2_160;

type OfCondition<Kind extends Condition["kind"]> = { condition: Extract<Condition, { kind: Kind }>; onChange: (condition: Condition) => void };
type OfAction<Kind extends Action["kind"]> = { action: Extract<Action, { kind: Kind }>; onChange: (action: Action) => void };

function useChoices() {
  const t = useT();
  const labels = useLabels().data ?? [];
  return {
    t,
    labels: labels.map(({ id, name }) => ({ value: id, label: name })),
    priorities: PRIORITIES.map((value) => ({ value, label: t(`priority.${value}`) })),
  };
}

/** Nothing for what is asked without a choice. */
export function SortingAsked({ condition, onChange }: { condition: Condition; onChange: (condition: Condition) => void }) {
  if (condition.kind === "label") return <LabelsAsked condition={condition} onChange={onChange} />;
  if (condition.kind === "priority") return <PrioritiesAsked condition={condition} onChange={onChange} />;
  return condition.kind === "rating" ? <RatingAsked condition={condition} onChange={onChange} /> : null;
}

function LabelsAsked({ condition, onChange }: OfCondition<"label">) {
  const { t, labels } = useChoices();
  return <MultiSelect aria-label={t("automations.if.label")} searchable maxValues={50} data={labels} value={condition.label_ids} onChange={(label_ids) => onChange({ ...condition, label_ids })} />;
}

function PrioritiesAsked({ condition, onChange }: OfCondition<"priority">) {
  const { t, priorities } = useChoices();
  return <MultiSelect aria-label={t("automations.if.priority")} data={priorities} value={condition.priorities} onChange={(values) => onChange({ ...condition, priorities: PRIORITIES.filter((one) => values.includes(one)) })} />;
}

function RatingAsked({ condition, onChange }: OfCondition<"rating">) {
  const t = useT();
  return <NumberInput aria-label={t("automations.if.rating")} min={1} max={SCORE_MAX} allowDecimal={false} clampBehavior="strict" value={condition.at_most} onChange={(value) => typeof value === "number" && onChange({ ...condition, at_most: value })} />;
}

type SortingKind = "add_label" | "remove_label" | "priority" | "snooze" | "transfer";

export function SortingField({ action, onChange }: OfAction<SortingKind>) {
  if (action.kind === "transfer") return <TransferField action={action} onChange={onChange} />;
  if (action.kind === "priority") return <PriorityField action={action} onChange={onChange} />;
  if (action.kind === "snooze") return <SnoozeField action={action} onChange={onChange} />;
  return <LabelField action={action} onChange={onChange} />;
}

function LabelField({ action, onChange }: OfAction<"add_label" | "remove_label">) {
  const { t, labels } = useChoices();
  return <Select aria-label={t(`automations.then.${action.kind}`)} placeholder={t("automations.choose")} searchable data={labels} value={action.label_id || null} onChange={(value) => onChange({ ...action, label_id: value ?? "" })} />;
}

function PriorityField({ action, onChange }: OfAction<"priority">) {
  const { t, priorities } = useChoices();
  return <Select aria-label={t("automations.then.priority")} allowDeselect={false} data={priorities} value={action.priority} onChange={(value) => value && onChange({ ...action, priority: value })} />;
}

function SnoozeField({ action, onChange }: OfAction<"snooze">) {
  const t = useT();
  return <NumberInput label={t("automations.hours")} min={1} max={SNOOZE_HOURS_MAX} allowDecimal={false} clampBehavior="strict" value={action.hours} onChange={(value) => typeof value === "number" && onChange({ ...action, hours: value })} />;
}

function TransferField({ action, onChange }: OfAction<"transfer">) {
  const t = useT();
  return (
    <>
      <AssignField action={action} onChange={onChange} />
      <Textarea aria-label={t("automations.then.note")} placeholder={t("automations.transfer.note")} description={t("automations.text.help")} autosize minRows={2} maxRows={8} maxLength={20_000} value={action.note} onChange={(event) => onChange({ ...action, note: event.currentTarget.value })} />
    </>
  );
}
