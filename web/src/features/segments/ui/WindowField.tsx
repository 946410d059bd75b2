/** When something was: ever, within the last days or hours, longer ago, between two days. */
import { NumberInput, Select } from "@mantine/core";
import { useT } from "@/shared/i18n";
import { DateField } from "@/shared/ui/DateField";
import type { Window } from "@/features/segments/rule";

type Choice = "ever" | "days" | "hours" | "older" | "between";

interface Props {
  window: Window;
  /** When what happened. */
  label?: string;
  /** Whether "ever" makes sense here. */
  ever?: boolean;
  onChange: (window: Window) => void;
}

export function WindowField({ window, label, ever = true, onChange }: Props) {
  const t = useT();
  const choice: Choice = window.type === "last" ? window.unit : window.type;
  const choices: Choice[] = ["ever", "days", "hours", "older", "between"];
  const pick = (next: string | null) => {
    const amount = window.type === "last" ? window.amount : window.type === "older" ? window.days : 30;
    if (next === "days" || next === "hours") onChange({ type: "last", amount: next === "hours" ? Math.min(amount, 24) : amount, unit: next });
    if (next === "older") onChange({ type: "older", days: amount });
    if (next === "between") onChange({ type: "between", since: null, until: null });
    if (next === "ever") onChange({ type: "ever" });
  };
  return (
    <>
      <Select label={label ?? t("segments.when")} allowDeselect={false} value={choice} data={choices.filter((one) => ever || one !== "ever").map((value) => ({ value, label: t(`segments.when.${value}`) }))} onChange={pick} />
      {window.type === "last" && <NumberInput data-narrow label={t(window.unit === "hours" ? "segments.hours" : "segments.days")} min={0} max={window.unit === "hours" ? 744 : 3650} allowDecimal={false} clampBehavior="strict" value={window.amount} onChange={(value) => onChange({ ...window, amount: Number(value) || 0 })} />}
      {window.type === "older" && <NumberInput data-narrow label={t("segments.days")} min={0} max={3650} allowDecimal={false} clampBehavior="strict" value={window.days} onChange={(value) => onChange({ ...window, days: Number(value) || 0 })} />}
      {window.type === "between" && (
        <>
          <DateField past label={t("segments.since")} value={window.since ?? ""} onChange={(day) => onChange({ ...window, since: day || null })} />
          <DateField past label={t("segments.until")} value={window.until ?? ""} onChange={(day) => onChange({ ...window, until: day || null })} />
        </>
      )}
    </>
  );
}
