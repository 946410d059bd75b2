/** A length of time: a number and its unit. Null where none is given. */
import { NumberInput, Select } from "@mantine/core";
import { useState } from "react";
import { useT } from "@/shared/i18n";
import { SECONDS_MAX, secondsOf, typedAs, UNITS, type TimeUnit } from "@/features/targets/rules";
import classes from "@/features/targets/ui/Targets.module.css";

const NAMES = Object.keys(UNITS) as TimeUnit[];

interface Props {
  label: string;
  help: string;
  seconds: number | null;
  onChange: (seconds: number | null) => void;
}

export function TimeField({ label, help, seconds, onChange }: Props) {
  const t = useT();
  const [typed, setTyped] = useState<{ count: number | ""; unit: TimeUnit }>(seconds === null ? { count: "", unit: "min" } : typedAs(seconds));
  const change = (part: Partial<typeof typed>) => {
    const next = { ...typed, ...part };
    setTyped(next);
    onChange(next.count === "" ? null : secondsOf(next.count, next.unit));
  };
  return (
    <div className={classes.time}>
      <NumberInput label={label} description={help} min={typed.unit === "s" ? 10 : 1} max={SECONDS_MAX / UNITS[typed.unit]} allowDecimal={false} allowNegative={false} placeholder={t("targets.time.none")} value={typed.count} onChange={(count) => change({ count: typeof count === "number" ? count : "" })} />
      <Select aria-label={t("targets.time.unit", { label })} allowDeselect={false} value={typed.unit} data={NAMES.map((value) => ({ value, label: t(`targets.unit.${value}`) }))} onChange={(unit) => unit && change({ unit })} />
    </div>
  );
}
