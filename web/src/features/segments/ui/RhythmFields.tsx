/** How much later than usual somebody is: a ready choice, or own bounds in their usual intervals. */
import { NumberInput, Select } from "@mantine/core";
import { useFormat } from "@/shared/format";
import { useT } from "@/shared/i18n";
import { LATENESS, latenessOf, TIMES_MAX, type Lateness, type Leaf, type Of } from "@/features/segments/rule";
import classes from "@/features/segments/ui/RuleEditor.module.css";

interface Props {
  leaf: Of<"rhythm">;
  onChange: (leaf: Leaf) => void;
}

export function RhythmFields({ leaf, onChange }: Props) {
  const t = useT();
  const { decimalSeparator } = useFormat().separators;
  const chosen = latenessOf(leaf);
  const choices = (Object.keys(LATENESS) as Lateness[]).map((value) => ({ value, label: t(`segments.rhythm.${value}`) }));
  const own = chosen === null ? [{ value: "own", label: t("segments.rhythm.own") }] : [];
  const bound = { min: 1, max: TIMES_MAX, step: 0.5, decimalScale: 2, decimalSeparator, clampBehavior: "strict" } as const;
  return (
    <>
      <Select label={t("segments.rhythm")} allowDeselect={false} value={chosen ?? "own"} data={[...choices, ...own]} onChange={(value) => value && value in LATENESS && onChange({ ...leaf, ...LATENESS[value as Lateness] })} />
      <NumberInput {...bound} data-narrow label={t("segments.rhythm.from")} value={leaf.at_least} onChange={(typed) => typed !== "" && onChange({ ...leaf, at_least: Number(typed) })} />
      <NumberInput {...bound} data-narrow label={t("segments.rhythm.to")} placeholder={t("segments.rhythm.any")} value={leaf.at_most ?? ""} onChange={(typed) => onChange({ ...leaf, at_most: typed === "" ? null : Number(typed) })} />
      <p className={classes.hint} data-whole>
        {t("segments.rhythm.help")}
      </p>
    </>
  );
}
