/** A day, typed or picked, in the person's language whatever the browser's own. `value` is an ISO date, "" for none.
 *  What is typed counts once the person has left the field or pressed Enter: a half of a date is another date. */
import { useState } from "react";
import { readDay, wallOf, wallOfDay, dayOf, ownZone, writeDay, type Wall } from "@/shared/format/zoned";
import { useNow } from "@/shared/format/useNow";
import { useI18n } from "@/shared/i18n";
import { Month } from "@/shared/ui/Month";
import classes from "@/shared/ui/MomentPicker.module.css";
import { PickerField } from "@/shared/ui/PickerField";

interface Props {
  label: string;
  value: string;
  onChange: (day: string) => void;
  min?: string | undefined;
  max?: string | undefined;
  /** A day typed without its year is the last such day; else the next. */
  past?: boolean;
}

export function DateField({ label, value, onChange, min = "", max = "", past = false }: Props) {
  const { t, locale } = useI18n();
  const today = wallOf(useNow(), ownZone());
  const [typed, setTyped] = useState<string | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const complaint = (day: string | null) => {
    if (day === null) return t("date.unreadable", { example: writeDay(today, locale) });
    if (min && day < min) return t("datetime.too_early", { at: writeDay(wallOfDay(min), locale) });
    return max && day > max ? t("datetime.too_late", { at: writeDay(wallOfDay(max), locale) }) : null;
  };
  const leave = () => {
    if (typed === null) return;
    const day = typed.trim() ? readDay(typed, { locale, today, past }) : "";
    const complains = day === "" ? null : complaint(day);
    setWrong(complains);
    if (complains !== null || day === null) return;
    setTyped(null);
    if (day !== value) onChange(day);
  };
  const pick = (day: Wall) => {
    setTyped(null);
    setWrong(null);
    onChange(dayOf(day));
  };
  const chosen = value ? wallOfDay(value) : null;
  return (
    <PickerField label={label} text={typed ?? (chosen ? writeDay(chosen, locale) : "")} placeholder={t("date.placeholder")} error={wrong} onType={setTyped} onLeave={leave}>
      {(close) => (
        // Keys meant for the calendar must not reach the page's own.
        // eslint-disable-next-line jsx-a11y/no-static-element-interactions
        <div className={classes.picker} onKeyDown={(event) => event.stopPropagation()}>
          <Month
            chosen={chosen}
            today={today}
            isOut={(day) => (min !== "" && dayOf(day) < min) || (max !== "" && dayOf(day) > max)}
            onPick={(day) => {
              pick(day);
              close();
            }}
          />
        </div>
      )}
    </PickerField>
  );
}
