/** Conditions on what an event says or a card has: the name, how it is compared, with what. */
import { Button, Select, TextInput } from "@mantine/core";
import type { Condition } from "@/features/journeys/graph";
import { AttributeField } from "@/features/journeys/ui/fields";
import classes from "@/features/journeys/ui/Journeys.module.css";
import { useT } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/IconButton";

const CONDITIONS_MAX = 10;
const COMPARISONS = ["is", "is_not", "contains", "more", "less", "known", "unknown"] as const;
export const NEW_CONDITION: Condition = { name: "", comparison: "is", value: "" };

interface ListProps {
  conditions: Condition[];
  onChange: (conditions: Condition[]) => void;
}

/** All of them must hold. */
export function ConditionList({ conditions, onChange }: ListProps) {
  const t = useT();
  return (
    <div className={classes.side} role="group" aria-label={t("journeys.conditions")}>
      {conditions.map((one, at) => (
        <div key={at} className={classes.part}>
          <div className={classes.partHead}>
            <span className={classes.kind}>{at ? t("journeys.condition.and") : t("journeys.condition.if")}</span>
            <IconButton icon="trash" label={t("journeys.remove_condition")} onClick={() => onChange(conditions.filter((_, place) => place !== at))} />
          </div>
          <ConditionLine of="event" condition={one} onChange={(next) => onChange(conditions.map((old, place) => (place === at ? next : old)))} />
        </div>
      ))}
      {conditions.length < CONDITIONS_MAX && (
        <Button variant="default" size="compact-sm" onClick={() => onChange([...conditions, NEW_CONDITION])}>
          {t("journeys.add_condition")}
        </Button>
      )}
    </div>
  );
}

interface LineProps {
  /** Whose property it is: attributes of a card are known by name. */
  of: "event" | "card";
  condition: Condition;
  onChange: (condition: Condition) => void;
}

export function ConditionLine({ of, condition, onChange }: LineProps) {
  const t = useT();
  const { name, comparison, value } = condition;
  const bare = comparison === "known" || comparison === "unknown";
  const error = name.trim() ? undefined : t("journeys.finding.condition_unnamed");
  const rename = (next: string) => onChange({ ...condition, name: next });
  return (
    <>
      {of === "card" ? <AttributeField label={t("journeys.property")} value={name} error={error} onChange={rename} /> : <TextInput label={t("journeys.property")} placeholder={t("journeys.property.example")} maxLength={100} value={name} error={error} onChange={(event) => rename(event.currentTarget.value)} />}
      <div className={classes.pair} data-even>
        <Select aria-label={t("journeys.comparison")} allowDeselect={false} value={comparison} data={COMPARISONS.map((one) => ({ value: one, label: t(`journeys.comparison.${one}`) }))} onChange={(next) => next && onChange({ ...condition, comparison: next })} />
        {!bare && <TextInput aria-label={t("journeys.value")} placeholder={t("journeys.value")} maxLength={200} value={String(value)} onChange={(event) => onChange({ ...condition, value: event.currentTarget.value })} />}
      </div>
    </>
  );
}
