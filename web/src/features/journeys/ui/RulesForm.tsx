/** What holds for the whole journey: its goal, who may come in again, how many messages one person gets. */
import { Checkbox, NumberInput, Select } from "@mantine/core";
import type { Finding } from "@/features/journeys/api/journeys";
import type { Graph } from "@/features/journeys/graph";
import { ConditionList } from "@/features/journeys/ui/ConditionFields";
import { EventField } from "@/features/journeys/ui/fields";
import classes from "@/features/journeys/ui/Journeys.module.css";
import { useT } from "@/shared/i18n";

const DAYS_MAX = 3_650;
const MESSAGES_MAX = 50;
const FIRST_CAP = 3;

interface Props {
  graph: Graph;
  findings: Finding[];
  readOnly: boolean;
  onChange: (graph: Graph) => void;
}

export function RulesForm({ graph, findings, readOnly, onChange }: Props) {
  const t = useT();
  return (
    <fieldset disabled={readOnly} className={classes.fieldset} aria-label={t("journeys.rules")}>
      <GoalFields graph={graph} nameless={findings.some(({ code }) => code === "goal_event_missing")} onChange={onChange} />
      <ReentryFields graph={graph} onChange={onChange} />
      <CapFields graph={graph} onChange={onChange} />
    </fieldset>
  );
}

type PartProps = Pick<Props, "graph" | "onChange">;

function GoalFields({ graph, nameless, onChange }: PartProps & { nameless: boolean }) {
  const t = useT();
  const { goal } = graph;
  const turn = (on: boolean) => onChange({ ...graph, goal: on ? { event: "purchase", conditions: [], leaves: true } : null });
  return (
    <div className={classes.part}>
      <Checkbox label={t("journeys.has_goal")} description={t("journeys.has_goal.about")} checked={goal !== null} onChange={(event) => turn(event.currentTarget.checked)} />
      {goal && (
        <>
          <EventField label={t("journeys.goal.event")} value={goal.event} error={nameless ? t("journeys.finding.goal_event_missing") : undefined} onChange={(event) => onChange({ ...graph, goal: { ...goal, event } })} />
          <ConditionList conditions={goal.conditions} onChange={(conditions) => onChange({ ...graph, goal: { ...goal, conditions } })} />
          <Checkbox label={t("journeys.goal.leaves")} checked={goal.leaves} onChange={(event) => onChange({ ...graph, goal: { ...goal, leaves: event.currentTarget.checked } })} />
        </>
      )}
    </div>
  );
}

function ReentryFields({ graph, onChange }: PartProps) {
  const t = useT();
  const { reentry } = graph;
  return (
    <div className={classes.part}>
      <Select label={t("journeys.reentry")} description={t("journeys.reentry.about")} allowDeselect={false} value={reentry.rule} data={(["never", "after_days", "always"] as const).map((value) => ({ value, label: t(`journeys.reentry.${value}`) }))} onChange={(rule) => rule && onChange({ ...graph, reentry: { ...reentry, rule } })} />
      {reentry.rule === "after_days" && <NumberInput label={t("journeys.reentry.days")} min={1} max={DAYS_MAX} allowDecimal={false} clampBehavior="strict" value={reentry.days} onChange={(value) => onChange({ ...graph, reentry: { ...reentry, days: Number(value) || 1 } })} />}
    </div>
  );
}

function CapFields({ graph, onChange }: PartProps) {
  const t = useT();
  const most = graph.messages_max;
  return (
    <div className={classes.part}>
      <Checkbox label={t("journeys.cap")} description={t("journeys.cap.about")} checked={most > 0} onChange={(event) => onChange({ ...graph, messages_max: event.currentTarget.checked ? FIRST_CAP : 0 })} />
      {most > 0 && <NumberInput label={t("journeys.cap.most")} min={1} max={MESSAGES_MAX} allowDecimal={false} clampBehavior="strict" value={most} onChange={(value) => onChange({ ...graph, messages_max: Math.max(1, Number(value) || 1) })} />}
    </div>
  );
}
