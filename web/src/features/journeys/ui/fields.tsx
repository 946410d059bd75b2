/** Fields several forms share: a time span in its own unit, a name that is known or typed anew, days of the week. */
import { Checkbox, NumberInput, Select } from "@mantine/core";
import { useState } from "react";
import { useAttributes, useFactNames, useFactWords } from "@/features/activity";
import classes from "@/features/journeys/ui/Journeys.module.css";
import { useWeekdays } from "@/features/journeys/words";
import { useI18n, useT } from "@/shared/i18n";
import { KnownField } from "@/shared/ui/KnownField";

const UNITS = { minutes: 60, hours: 3_600, days: 86_400 } as const;
type Unit = keyof typeof UNITS;
const LONGEST_SECONDS = 365 * UNITS.days;

interface DurationProps {
  label: string;
  seconds: number;
  onChange: (seconds: number) => void;
}

/** A whole number of the largest unit that fits; at least a minute, at most a year. */
export function DurationField({ label, seconds, onChange }: DurationProps) {
  const t = useT();
  const [unit, setUnit] = useState<Unit>(seconds % UNITS.days === 0 ? "days" : seconds % UNITS.hours === 0 ? "hours" : "minutes");
  const amount = Math.max(1, Math.round(seconds / UNITS[unit]));
  const put = (value: number, next: Unit) => onChange(Math.min(value * UNITS[next], LONGEST_SECONDS));
  const choose = (next: Unit) => {
    setUnit(next);
    put(amount, next);
  };
  return (
    <div className={classes.pair}>
      <NumberInput label={label} min={1} max={LONGEST_SECONDS / UNITS[unit]} clampBehavior="strict" allowDecimal={false} value={amount} onChange={(value) => put(Math.max(1, Number(value) || 1), unit)} />
      <Select aria-label={t("journeys.unit")} allowDeselect={false} value={unit} data={(Object.keys(UNITS) as Unit[]).map((value) => ({ value, label: t(`journeys.unit.${value}`) }))} onChange={(value) => value && choose(value)} />
    </div>
  );
}

interface NameProps {
  label: string;
  value: string;
  error?: string;
  onChange: (name: string) => void;
}

/** What the company's customers did before, or a name that is still to come. */
export function EventField(props: NameProps) {
  const t = useT();
  const words = useFactWords();
  const names = useFactNames().data;
  const never = names && props.value && !names.some(({ name }) => name === props.value);
  return <KnownField clearable inputWrapperOrder={["label", "input", "description", "error"]} {...props} description={never ? t("journeys.event.never") : undefined} known={(names ?? []).map(({ name }) => ({ value: name, label: words(name) }))} words={words} />;
}

/** Of a card: `kind` shows only attributes of that kind. */
export function AttributeField({ kind, ...props }: NameProps & { kind?: string }) {
  const { byCode } = useI18n();
  const words = (name: string) => byCode("attribute", name) ?? name;
  const known = (useAttributes().data ?? []).filter((one) => !kind || one.kind === kind);
  return <KnownField clearable {...props} known={known.map(({ name }) => ({ value: name, label: words(name) }))} words={words} />;
}

/** None chosen: any day. */
export function WeekdaysField({ days, onChange }: { days: number[]; onChange: (days: number[]) => void }) {
  const t = useT();
  const names = useWeekdays();
  return (
    <Checkbox.Group label={t("journeys.weekdays")} description={t("journeys.weekdays.about")} value={days.map(String)} onChange={(chosen) => onChange(chosen.map(Number).sort())}>
      <div className={classes.week}>
        {names.map((name, day) => (
          <Checkbox key={name} value={String(day)} label={name} />
        ))}
      </div>
    </Checkbox.Group>
  );
}
