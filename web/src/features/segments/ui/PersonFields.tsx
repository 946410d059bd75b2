/** Conditions on who somebody is: attributes, name, language, when they were first and last seen. */
import { MultiSelect, NumberInput, Select, TagsInput } from "@mantine/core";
import { useAttributes } from "@/features/activity";
import { useI18n, useT } from "@/shared/i18n";
import { DateField } from "@/shared/ui/DateField";
import { kindOf, ofAttribute, type AttributeType, type Leaf, type Likeness, type Of } from "@/features/segments/rule";
import classes from "@/features/segments/ui/RuleEditor.module.css";
import { WindowField } from "@/features/segments/ui/WindowField";

const LANGUAGES = ["ru", "en", "uk", "be", "kk", "uz", "hy", "ka", "az", "tr", "de", "fr", "es", "zh"];
const LIKENESSES: Likeness[] = ["is", "contains", "starts"];

interface Props {
  leaf: Leaf;
  onChange: (leaf: Leaf) => void;
}

export function PersonFields({ leaf, onChange }: Props) {
  const { t, locale } = useI18n();
  if (kindOf(leaf) === "attribute") return <AttributeFields leaf={leaf} onChange={onChange} />;
  if (leaf.type === "seen") {
    return (
      <>
        <Select label={t("segments.edge")} allowDeselect={false} value={leaf.edge} data={[{ value: "first", label: t("segments.seen.first") }, { value: "last", label: t("segments.seen.last") }]} onChange={(edge) => onChange({ ...leaf, edge: edge === "first" ? "first" : "last" })} />
        <WindowField ever={false} window={leaf.window} onChange={(window) => onChange({ ...leaf, window })} />
      </>
    );
  }
  if (leaf.type === "language") {
    const names = new Intl.DisplayNames([locale], { type: "language" });
    return <MultiSelect label={t("segments.languages")} searchable value={leaf.languages} data={LANGUAGES.map((value) => ({ value, label: names.of(value) ?? value }))} onChange={(languages) => onChange({ ...leaf, languages })} />;
  }
  if (leaf.type !== "name") return null;
  return (
    <>
      <LikenessSelect op={leaf.op} onChange={(op) => onChange({ ...leaf, op })} />
      <TagsInput label={t("segments.words")} description={t("segments.name.help")} acceptValueOnBlur maxTags={100} value={leaf.values} onChange={(values) => onChange({ ...leaf, values })} />
    </>
  );
}

function LikenessSelect({ op, onChange }: { op: Likeness; onChange: (op: Likeness) => void }) {
  const t = useT();
  return <Select data-narrow label={t("segments.how")} allowDeselect={false} value={op} data={LIKENESSES.map((value) => ({ value, label: t(`segments.like.${value}`) }))} onChange={(value) => onChange((value ?? "is"))} />;
}

/** The name first; by its type what it may be asked. */
function AttributeFields({ leaf, onChange }: Props) {
  const { t, byCode } = useI18n();
  const attributes = useAttributes().data ?? [];
  const name = "name" in leaf && typeof leaf.name === "string" ? leaf.name : "";
  const type = (attributes.find((one) => one.name === name)?.kind ?? "text");
  const known = attributes.map((one) => one.name);
  const names = name && !known.includes(name) ? [name, ...known] : known;
  const pick = (next: string | null) => {
    if (next) onChange(ofAttribute(next, (attributes.find((one) => one.name === next)?.kind ?? "text")));
  };
  return (
    <>
      <Select label={t("segments.attribute")} placeholder={t("segments.attribute.choose")} nothingFoundMessage={t("segments.attribute.none")} searchable allowDeselect={false} value={name || null} data={names.map((value) => ({ value, label: byCode("attribute", value) ?? value }))} onChange={pick} />
      {name && <AttributeAsked leaf={leaf} type={type} name={name} onChange={onChange} />}
      <AttributeValues leaf={leaf} onChange={onChange} />
    </>
  );
}

function AttributeAsked({ leaf, type, name, onChange }: Props & { type: AttributeType; name: string }) {
  const t = useT();
  const asked = askedOf(leaf);
  const choices = ASKED[type].includes(asked) ? ASKED[type] : [asked, ...ASKED[type]];
  return <Select label={t("segments.how")} allowDeselect={false} value={asked} data={choices.map((value) => ({ value, label: t(`segments.asked.${value}`) }))} onChange={(value) => value && onChange(asking(value, name, leaf))} />;
}

type Asked = "is" | "contains" | "starts" | "equals" | "at_least" | "at_most" | "between" | "days" | "in_days" | "anniversary" | "yes" | "no" | "any" | "all" | "known";

const ASKED: Record<AttributeType, Asked[]> = {
  text: ["is", "contains", "starts", "known"],
  number: ["equals", "at_least", "at_most", "between", "known"],
  date: ["in_days", "anniversary", "days", "known"],
  boolean: ["yes", "no", "known"],
  list: ["any", "all", "known"],
};

function askedOf(leaf: Leaf): Asked {
  if (leaf.type === "attribute_text" || leaf.type === "attribute_number" || leaf.type === "attribute_list") return leaf.op;
  if (leaf.type === "attribute_flag") return leaf.value ? "yes" : "no";
  if (leaf.type === "attribute_in_days") return "in_days";
  if (leaf.type === "attribute_date") return "days";
  return leaf.type === "anniversary" ? "anniversary" : "known";
}

type Making = (name: string, kept: { values: string[]; low: number; high: number; value: number }) => Leaf;

/** The same attribute asked another way; what was typed is kept where it fits. */
function asking(asked: Asked, name: string, old: Leaf): Leaf {
  return MAKING[asked](name, { values: [], low: 0, high: 7, value: 0, ...(old.type === "attribute_flag" ? {} : old) });
}

const likely = (op: Likeness): Making => (name, { values }) => ({ type: "attribute_text", name, op, values });
const listed = (op: "any" | "all"): Making => (name, { values }) => ({ type: "attribute_list", name, op, values });
const flag = (value: boolean): Making => (name) => ({ type: "attribute_flag", name, value });
const sized = (op: "equals" | "at_least" | "at_most" | "between"): Making => (name, { value, high }) => ({ type: "attribute_number", name, op, value, high: Math.max(high, value) });

const MAKING: Record<Asked, Making> = {
  is: likely("is"),
  contains: likely("contains"),
  starts: likely("starts"),
  any: listed("any"),
  all: listed("all"),
  yes: flag(true),
  no: flag(false),
  equals: sized("equals"),
  at_least: sized("at_least"),
  at_most: sized("at_most"),
  between: sized("between"),
  in_days: (name, { low, high }) => ({ type: "attribute_in_days", name, low, high: Math.max(low, high) }),
  anniversary: (name, { low, high }) => ({ type: "anniversary", name, low: Math.max(-180, low), high: Math.min(180, Math.max(low, high)) }),
  days: (name) => ({ type: "attribute_date", name, since: null, until: null }),
  known: (name) => ({ type: "attribute_known", name }),
};

function AttributeValues({ leaf, onChange }: Props) {
  const t = useT();
  if (leaf.type === "attribute_text" || leaf.type === "attribute_list") return <TagsInput label={t("segments.words")} placeholder={leaf.values.length ? "" : t("segments.words.enter")} acceptValueOnBlur maxTags={100} value={leaf.values} onChange={(values) => onChange({ ...leaf, values })} />;
  if (leaf.type === "attribute_number") return <NumberValues leaf={leaf} onChange={onChange} />;
  if (leaf.type === "attribute_in_days" || leaf.type === "anniversary") return <DayValues leaf={leaf} onChange={onChange} />;
  if (leaf.type !== "attribute_date") return null;
  return (
    <>
      <DateField label={t("segments.since")} value={leaf.since ?? ""} onChange={(day) => onChange({ ...leaf, since: day || null })} />
      <DateField label={t("segments.until")} value={leaf.until ?? ""} onChange={(day) => onChange({ ...leaf, until: day || null })} />
    </>
  );
}

function NumberValues({ leaf, onChange }: { leaf: Of<"attribute_number">; onChange: Props["onChange"] }) {
  const t = useT();
  const between = leaf.op === "between";
  return (
    <>
      <NumberInput data-narrow label={t(between ? "segments.from" : "segments.number")} value={leaf.value} onChange={(typed) => onChange({ ...leaf, value: Number(typed) || 0, high: Math.max(leaf.high, Number(typed) || 0) })} />
      {between && <NumberInput data-narrow label={t("segments.to")} min={leaf.value} value={leaf.high} onChange={(typed) => onChange({ ...leaf, high: Math.max(Number(typed) || 0, leaf.value) })} />}
    </>
  );
}

function DayValues({ leaf, onChange }: { leaf: Of<"attribute_in_days"> | Of<"anniversary">; onChange: Props["onChange"] }) {
  const t = useT();
  const most = leaf.type === "anniversary" ? 180 : 3650;
  return (
    <>
      <NumberInput data-narrow label={t("segments.ahead.from")} allowDecimal={false} min={-most} max={most} clampBehavior="strict" value={leaf.low} onChange={(typed) => onChange({ ...leaf, low: Number(typed) || 0, high: Math.max(leaf.high, Number(typed) || 0) })} />
      <NumberInput data-narrow label={t("segments.ahead.to")} allowDecimal={false} min={leaf.low} max={most} value={leaf.high} onChange={(typed) => onChange({ ...leaf, high: Math.max(Number(typed) || 0, leaf.low) })} />
      <p className={classes.hint} data-whole>
        {t("segments.ahead.help")}
      </p>
    </>
  );
}
