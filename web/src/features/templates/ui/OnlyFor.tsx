/** For whom a block or colours are: of a segment, by gender and age; nothing said is for everybody. */
import { NumberInput, Select } from "@mantine/core";
import { useSegments } from "@/features/segments";
import { AGE_MAX, GENDERS } from "@/features/templates/body";
import classes from "@/features/templates/ui/Templates.module.css";
import type { TemplateOnly } from "@/shared/api/types";
import { useT } from "@/shared/i18n";

interface Props {
  who: TemplateOnly;
  onChange: (change: Partial<TemplateOnly>) => void;
}

export function OnlyFor({ who, onChange }: Props) {
  const t = useT();
  const all = useSegmentNames(who.segment ? [who.segment] : []);
  return (
    <div className={classes.who} role="group" aria-label={t("templates.only")}>
      <Select label={t("templates.block.segment")} placeholder={t("templates.block.segment.all")} clearable searchable data={all} value={who.segment || null} onChange={(code) => onChange({ segment: code ?? "" })} />
      <Select label={t("templates.only.gender")} placeholder={t("templates.only.gender.any")} clearable data={GENDERS.map((value) => ({ value, label: t(`templates.only.gender.${value}`) }))} value={who.gender || null} onChange={(gender) => onChange({ gender: gender ?? "" })} />
      <Age label={t("templates.only.age_from")} value={who.age_from ?? null} onChange={(age_from) => onChange({ age_from })} />
      <Age label={t("templates.only.age_to")} value={who.age_to ?? null} onChange={(age_to) => onChange({ age_to })} />
    </div>
  );
}

export function Age({ label, value, onChange }: { label: string; value: number | null; onChange: (age: number | null) => void }) {
  return <NumberInput label={label} min={0} max={AGE_MAX} allowDecimal={false} clampBehavior="strict" value={value ?? ""} onChange={(age) => onChange(age === "" ? null : Number(age))} />;
}

/** By name; codes of segments that are no longer there stay as they are. */
export function useSegmentNames(codes: readonly string[]): { value: string; label: string }[] {
  const known = (useSegments().data ?? []).map(({ code, name }) => ({ value: code, label: name }));
  const gone = codes.filter((code) => !known.some(({ value }) => value === code));
  return [...gone.map((code) => ({ value: code, label: code })), ...known];
}
