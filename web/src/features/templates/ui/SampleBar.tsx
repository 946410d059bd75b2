/** Who the sample person is, where the letter minds: woman or man, how old, of which segments. */
import { MultiSelect, SegmentedControl } from "@mantine/core";
import { asked, GENDERS } from "@/features/templates/body";
import { Age, useSegmentNames } from "@/features/templates/ui/OnlyFor";
import classes from "@/features/templates/ui/Templates.module.css";
import type { TemplateSample, TemplateWording } from "@/shared/api/types";
import { useT } from "@/shared/i18n";

export interface Reader {
  sample: TemplateSample;
  segments: string[];
}

export const READER: Reader = { sample: { gender: "female", age: 34 }, segments: [] };

export function SampleBar({ wording, reader, onChange }: { wording: TemplateWording; reader: Reader; onChange: (reader: Reader) => void }) {
  const t = useT();
  const minded = asked(wording);
  const names = useSegmentNames(minded.segments).filter(({ value }) => minded.segments.includes(value));
  const { sample, segments } = reader;
  if (!minded.person && names.length === 0) return null;
  return (
    <div className={classes.who} role="group" aria-label={t("templates.sample")}>
      {minded.person && (
        <>
          <SegmentedControl aria-label={t("templates.only.gender")} value={sample.gender} onChange={(gender) => onChange({ ...reader, sample: { ...sample, gender } })} data={GENDERS.map((value) => ({ value, label: t(`templates.sample.${value}`) }))} />
          <Age label={t("templates.sample.age")} value={sample.age ?? null} onChange={(age) => onChange({ ...reader, sample: { ...sample, age } })} />
        </>
      )}
      {names.length > 0 && <MultiSelect label={t("templates.sample.segments")} placeholder={segments.length ? "" : t("templates.sample.segments.none")} data={names} value={segments} onChange={(next) => onChange({ ...reader, segments: next })} />}
    </div>
  );
}
