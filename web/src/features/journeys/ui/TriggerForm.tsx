/** How people come in: by what they did, by a segment, on a date of theirs, by hand or by another program. */
import { Button, Checkbox, NumberInput, Select, TextInput } from "@mantine/core";
import type { Trigger } from "@/features/journeys/graph";
import { ConditionList } from "@/features/journeys/ui/ConditionFields";
import { AttributeField, EventField } from "@/features/journeys/ui/fields";
import classes from "@/features/journeys/ui/Journeys.module.css";
import { LATE, useCreateSegment, useSegments } from "@/features/segments";
import { useMay } from "@/features/workspaces";
import { useT } from "@/shared/i18n";
import { ErrorLine } from "@/shared/ui/states";

const OFFSET_DAYS_MAX = 365;

interface Props<One extends Trigger> {
  trigger: One;
  onChange: (trigger: Trigger) => void;
}
type Of<Type extends Trigger["type"]> = Extract<Trigger, { type: Type }>;

export function TriggerForm({ recipe, trigger, onChange }: Props<Trigger> & { recipe: string }) {
  const t = useT();
  const { next } = trigger;
  const fresh: Record<Trigger["type"], Trigger> = {
    event: { type: "event", event: "", conditions: [], next },
    segment: { type: "segment", segment_id: null, existing: false, next },
    date: { type: "date", attribute: "", offset_days: 0, at: "10:00", yearly: true, next },
    api: { type: "api", next },
  };
  return (
    <>
      <Select label={t("journeys.trigger")} allowDeselect={false} value={trigger.type} data={(Object.keys(fresh) as Trigger["type"][]).map((value) => ({ value, label: t(`journeys.trigger.${value}`) }))} onChange={(value) => value && onChange(fresh[value])} />
      {trigger.type === "event" && (
        <>
          <EventField label={t("journeys.event")} value={trigger.event} onChange={(event) => onChange({ ...trigger, event })} />
          <ConditionList conditions={trigger.conditions} onChange={(conditions) => onChange({ ...trigger, conditions })} />
        </>
      )}
      {trigger.type === "segment" && <SegmentFields recipe={recipe} trigger={trigger} onChange={onChange} />}
      {trigger.type === "date" && <DateFields trigger={trigger} onChange={onChange} />}
      {trigger.type === "api" && <p className={classes.quiet}>{t("journeys.trigger.api.about")}</p>}
    </>
  );
}

const ABOUT_LATE = ["win_back", "reactivation"];

function SegmentFields({ recipe, trigger, onChange }: Props<Of<"segment">> & { recipe: string }) {
  const t = useT();
  const mayMake = useMay("segments.write");
  return (
    <>
      {mayMake && trigger.segment_id === null && ABOUT_LATE.includes(recipe) && <LateSegment onMade={(segment_id) => onChange({ ...trigger, segment_id })} />}
      <SegmentField value={trigger.segment_id} onChange={(segment_id) => onChange({ ...trigger, segment_id })} />
      <Checkbox label={t("journeys.existing")} checked={trigger.existing} onChange={(event) => onChange({ ...trigger, existing: event.currentTarget.checked })} />
    </>
  );
}

/** Such a journey is for those who are later with a purchase than usual: one press makes that segment. */
function LateSegment({ onMade }: { onMade: (id: string) => void }) {
  const t = useT();
  const create = useCreateSegment();
  const make = () => void create.mutateAsync({ name: t("journeys.late_segment.name"), kind: "rule", rule: LATE }).then(({ id }) => onMade(id)).catch(() => undefined);
  return (
    <div className={classes.offer}>
      <p className={classes.quiet}>{t("journeys.late_segment.about")}</p>
      <Button variant="light" loading={create.isPending} onClick={make}>
        {t("journeys.late_segment")}
      </Button>
      <ErrorLine error={create.error} />
    </div>
  );
}

export function SegmentField({ value, onChange }: { value: string | null; onChange: (id: string | null) => void }) {
  const t = useT();
  const segments = useSegments().data ?? [];
  return <Select label={t("journeys.segment")} placeholder={t("journeys.segment.choose")} nothingFoundMessage={t("segments.none")} searchable value={value} data={segments.map(({ id, name }) => ({ value: id, label: name }))} onChange={onChange} />;
}

type Side = "same" | "before" | "after";

function DateFields({ trigger, onChange }: Props<Of<"date">>) {
  const t = useT();
  const { offset_days: offset } = trigger;
  const side: Side = offset === 0 ? "same" : offset < 0 ? "before" : "after";
  const move = (days: number, to: Side) => onChange({ ...trigger, offset_days: to === "same" ? 0 : to === "before" ? -days : days });
  return (
    <>
      <AttributeField kind="date" label={t("journeys.attribute")} value={trigger.attribute} onChange={(attribute) => onChange({ ...trigger, attribute })} />
      <div className={classes.pair} data-even>
        <Select label={t("journeys.date_side")} allowDeselect={false} value={side} data={(["same", "before", "after"] as const).map((value) => ({ value, label: t(`journeys.date_side.${value}`) }))} onChange={(to) => to && move(Math.abs(offset) || 1, to)} />
        {side !== "same" && <NumberInput label={t("journeys.offset_days")} min={1} max={OFFSET_DAYS_MAX} allowDecimal={false} clampBehavior="strict" value={Math.abs(offset)} onChange={(value) => move(Number(value) || 1, side)} />}
      </div>
      <ClockField value={trigger.at} onChange={(at) => onChange({ ...trigger, at })} />
      <Checkbox label={t("journeys.yearly")} checked={trigger.yearly} onChange={(event) => onChange({ ...trigger, yearly: event.currentTarget.checked })} />
    </>
  );
}

/** An hour on the customer's own wall. */
export function ClockField({ value, onChange }: { value: string; onChange: (at: string) => void }) {
  const t = useT();
  return <TextInput type="time" label={t("journeys.at")} value={value} onChange={(event) => event.currentTarget.value && onChange(event.currentTarget.value)} />;
}
