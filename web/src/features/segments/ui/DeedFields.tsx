/** Conditions on what somebody did and bought, and where they stand among buyers. */
import { Autocomplete, Button, MultiSelect, NumberInput, Select, TagsInput } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { useFactNames, useFactWords, useRfmSettings } from "@/features/activity";
import { digitsOf, minorIn } from "@/shared/format/money";
import { useI18n, useT } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/IconButton";
import { useDebounced } from "@/shared/ui/useDebounced";
import { useBought } from "@/features/segments/api/segments";
import { SCORES, type HowMany, type Leaf, type Of, type Property, type Span } from "@/features/segments/rule";
import { RhythmFields } from "@/features/segments/ui/RhythmFields";
import { WindowField } from "@/features/segments/ui/WindowField";
import classes from "@/features/segments/ui/RuleEditor.module.css";

const HOW_MANY: HowMany[] = ["at_least", "at_most", "exactly"];
const GROUPS = ["champions", "loyal", "growing", "newcomers", "cooling", "at_risk", "asleep", "lost"];
const PROPERTIES_MAX = 5;

interface Props {
  leaf: Leaf;
  onChange: (leaf: Leaf) => void;
}

export function DeedFields({ leaf, onChange }: Props) {
  if (leaf.type === "event") return <EventFields leaf={leaf} onChange={onChange} />;
  if (leaf.type === "event_sum") return <EventSumFields leaf={leaf} onChange={onChange} />;
  if (leaf.type === "event_edge") return <EdgeFields leaf={leaf} onChange={onChange} />;
  if (leaf.type === "purchases") return <PurchaseFields leaf={leaf} onChange={onChange} />;
  if (leaf.type === "rhythm") return <RhythmFields leaf={leaf} onChange={onChange} />;
  return leaf.type === "rfm" ? <RfmFields leaf={leaf} onChange={onChange} /> : null;
}

function EventName({ name, onChange }: { name: string; onChange: (name: string) => void }) {
  const t = useT();
  const words = useFactWords();
  const names = (useFactNames().data ?? []).map((one) => one.name);
  const all = name && !names.includes(name) ? [name, ...names] : names;
  return <Select label={t("segments.event")} placeholder={t("segments.event.choose")} nothingFoundMessage={t("segments.event.none")} searchable allowDeselect={false} value={name || null} data={all.map((value) => ({ value, label: words(value) }))} onChange={(value) => value && onChange(value)} />;
}

/** `digits`: after the point, of sums. */
function HowOften({ op, value, label, digits = 0, onChange }: { op: HowMany; value: number; label: string; digits?: number; onChange: (op: HowMany, value: number) => void }) {
  const t = useT();
  return (
    <>
      <Select data-narrow label={t("segments.how_many")} allowDeselect={false} value={op} data={HOW_MANY.map((one) => ({ value: one, label: t(`segments.many.${one}`) }))} onChange={(one) => onChange((one ?? "at_least"), value)} />
      <NumberInput data-narrow label={label} min={0} allowDecimal={digits > 0} decimalScale={digits} value={value} onChange={(next) => onChange(op, Number(next) || 0)} />
    </>
  );
}

function EventFields({ leaf, onChange }: { leaf: Of<"event">; onChange: Props["onChange"] }) {
  const t = useT();
  const sized = leaf.amount_from !== null || leaf.amount_to !== null;
  const currency = useRfmSettings().data?.currency ?? "RUB";
  return (
    <>
      <EventName name={leaf.name} onChange={(name) => onChange({ ...leaf, name })} />
      <HowOften op={leaf.op} value={leaf.count} label={t("segments.times")} onChange={(op, count) => onChange({ ...leaf, op, count })} />
      <WindowField window={leaf.window} onChange={(window) => onChange({ ...leaf, window })} />
      {sized && (
        <>
          <AmountInput currency={currency} label={t("segments.amount.from", { currency })} value={leaf.amount_from} onChange={(amount_from) => onChange({ ...leaf, amount_from })} />
          <AmountInput currency={currency} label={t("segments.amount.to", { currency })} value={leaf.amount_to} onChange={(amount_to) => onChange({ ...leaf, amount_to })} />
        </>
      )}
      <Properties where={leaf.where} onChange={(where) => onChange({ ...leaf, where })}>
        {!sized && (
          <Button size="compact-sm" variant="subtle" onClick={() => onChange({ ...leaf, amount_from: 0 })}>
            {t("segments.amount.add")}
          </Button>
        )}
      </Properties>
    </>
  );
}

/** Empty: any amount, and none. */
function AmountInput({ currency, label, value, onChange }: { currency: string; label: string; value: number | null; onChange: (minor: number | null) => void }) {
  const t = useT();
  return <NumberInput data-narrow label={label} placeholder={t("segments.amount.any")} decimalScale={digitsOf(currency)} value={value === null ? "" : value / minorIn(currency)} onChange={(typed) => onChange(typed === "" ? null : Math.round(Number(typed) * minorIn(currency)))} />;
}

const SUM_OPS = ["at_least", "at_most"] as const;

function EventSumFields({ leaf, onChange }: { leaf: Of<"event_sum">; onChange: Props["onChange"] }) {
  const t = useT();
  const currency = useRfmSettings().data?.currency ?? "RUB";
  const coins = minorIn(currency);
  const scale = leaf.sum_of ? 1 : coins;
  const measure = (sum_of: string) => onChange({ ...leaf, sum_of, value: (leaf.value / scale) * (sum_of ? 1 : coins) });
  return (
    <>
      <EventName name={leaf.name} onChange={(name) => onChange({ ...leaf, name })} />
      <Autocomplete label={t("segments.sum_of")} placeholder={t("segments.sum_of.amount")} maxLength={100} value={leaf.sum_of} onChange={measure} />
      <Select data-narrow label={t("segments.how_much")} allowDeselect={false} value={leaf.op} data={SUM_OPS.map((value) => ({ value, label: t(`segments.many.${value}`) }))} onChange={(op) => op && onChange({ ...leaf, op })} />
      <NumberInput data-narrow label={leaf.sum_of ? t("segments.number") : t("segments.sum", { currency })} decimalScale={leaf.sum_of ? 2 : digitsOf(currency)} value={leaf.value / scale} onChange={(typed) => onChange({ ...leaf, value: leaf.sum_of ? Number(typed) || 0 : Math.round((Number(typed) || 0) * coins) })} />
      <WindowField window={leaf.window} onChange={(window) => onChange({ ...leaf, window })} />
      <Properties where={leaf.where} onChange={(where) => onChange({ ...leaf, where })} />
    </>
  );
}

/** `children`: what else may be asked of an event, beside the button that adds a property. */
function Properties({ where, onChange, children }: { where: Property[]; onChange: (where: Property[]) => void; children?: ReactNode }) {
  const t = useT();
  const put = (place: number, one: Property | null) => onChange(where.flatMap((old, index) => (index === place ? (one ?? []) : old)));
  return (
    <>
      {where.map((one, place) => (
        <PropertyLine key={place} property={one} onChange={(next) => put(place, next)} />
      ))}
      <div className={classes.tools} data-whole>
        {where.length < PROPERTIES_MAX && (
          <Button size="compact-sm" variant="subtle" onClick={() => onChange([...where, { name: "", op: "is", values: [], number: 0 }])}>
            {t("segments.property.add")}
          </Button>
        )}
        {children}
      </div>
    </>
  );
}

function PropertyLine({ property, onChange }: { property: Property; onChange: (property: Property | null) => void }) {
  const t = useT();
  const sized = property.op === "at_least" || property.op === "at_most";
  const ops = (["is", "contains", "at_least", "at_most"] as const).map((value) => ({ value, label: t(`segments.property.${value}`) }));
  return (
    <div className={classes.fields} data-whole role="group" aria-label={t("segments.property")}>
      <Autocomplete label={t("segments.property")} maxLength={100} value={property.name} onChange={(name) => onChange({ ...property, name })} />
      <Select data-narrow label={t("segments.how")} allowDeselect={false} value={property.op} data={ops} onChange={(op) => op && onChange({ ...property, op: op })} />
      {sized ? <NumberInput data-narrow label={t("segments.number")} value={property.number} onChange={(value) => onChange({ ...property, number: Number(value) || 0 })} /> : <TagsInput label={t("segments.words")} acceptValueOnBlur maxTags={100} value={property.values} onChange={(values) => onChange({ ...property, values })} />}
      <div data-narrow>
        <IconButton icon="close" label={t("segments.property.remove")} onClick={() => onChange(null)} />
      </div>
    </div>
  );
}

function EdgeFields({ leaf, onChange }: { leaf: Of<"event_edge">; onChange: Props["onChange"] }) {
  const t = useT();
  return (
    <>
      <EventName name={leaf.name} onChange={(name) => onChange({ ...leaf, name })} />
      <Select data-narrow label={t("segments.edge")} allowDeselect={false} value={leaf.edge} data={[{ value: "first", label: t("segments.first") }, { value: "last", label: t("segments.last") }]} onChange={(edge) => onChange({ ...leaf, edge: edge === "first" ? "first" : "last" })} />
      <WindowField ever={false} window={leaf.window} onChange={(window) => onChange({ ...leaf, window })} />
    </>
  );
}

function PurchaseFields({ leaf, onChange }: { leaf: Of<"purchases">; onChange: Props["onChange"] }) {
  const t = useT();
  const currency = useRfmSettings().data?.currency ?? "RUB";
  const sum = leaf.measure === "sum";
  const coins = minorIn(currency);
  const typed = sum ? leaf.value / coins : leaf.value;
  const measure = (next: string | null) => onChange({ ...leaf, measure: next === "sum" ? "sum" : "count", value: next === "sum" ? leaf.value * coins : Math.round(leaf.value / coins) || 1 });
  return (
    <>
      <Select label={t("segments.measure")} allowDeselect={false} value={leaf.measure} data={[{ value: "count", label: t("segments.measure.count") }, { value: "sum", label: t("segments.measure.sum") }]} onChange={(next) => next !== leaf.measure && measure(next)} />
      <HowOften op={leaf.op} value={typed} digits={sum ? digitsOf(currency) : 0} label={sum ? t("segments.sum", { currency }) : t("segments.times")} onChange={(op, value) => onChange({ ...leaf, op, value: sum ? Math.round(value * coins) : value })} />
      <WindowField window={leaf.window} onChange={(window) => onChange({ ...leaf, window })} />
      <Bought leaf={leaf} onChange={onChange} />
    </>
  );
}

function Bought({ leaf, onChange }: { leaf: Of<"purchases">; onChange: Props["onChange"] }) {
  const t = useT();
  const [words, setWords] = useState("");
  const bought = useBought(useDebounced(words, 250), true).data;
  const titles = new Map((bought?.products ?? []).map(({ product, title }) => [product, title ? `${title} · ${product}` : product]));
  const products = [...new Set([...leaf.products, ...titles.keys()])].map((value) => ({ value, label: titles.get(value) ?? value }));
  const categories = [...new Set([...leaf.categories, ...(bought?.categories ?? [])])];
  return (
    <>
      <MultiSelect label={t("segments.products")} placeholder={leaf.products.length ? undefined : t("segments.products.any")} searchable searchValue={words} onSearchChange={setWords} filter={({ options }) => options} nothingFoundMessage={t("segments.products.none")} value={leaf.products} data={products} onChange={(next) => onChange({ ...leaf, products: next })} />
      <MultiSelect label={t("segments.categories")} placeholder={leaf.categories.length ? undefined : t("segments.categories.any")} searchable value={leaf.categories} data={categories} onChange={(next) => onChange({ ...leaf, categories: next })} />
    </>
  );
}

function RfmFields({ leaf, onChange }: { leaf: Of<"rfm">; onChange: Props["onChange"] }) {
  const { t, byCode } = useI18n();
  const levels = useRfmSettings().data?.levels ?? [];
  const choices = [{ value: "0", label: t("rfm.level.none") }, ...levels.map(({ name }, place) => ({ value: String(place + 1), label: name }))];
  return (
    <>
      <MultiSelect label={t("segments.rfm.groups")} placeholder={leaf.groups.length ? undefined : t("segments.rfm.any")} value={leaf.groups} data={GROUPS.map((value) => ({ value, label: byCode("rfm.group", value) ?? value }))} onChange={(groups) => onChange({ ...leaf, groups })} />
      <MultiSelect label={t("segments.rfm.levels")} placeholder={leaf.levels.length ? undefined : t("segments.rfm.any")} value={leaf.levels.map(String)} data={choices} onChange={(next) => onChange({ ...leaf, levels: next.map(Number) })} />
      {SCORES.map((score) => (
        <SpanFields key={score} label={t(`segments.rfm.${score}`)} span={leaf[score]} onChange={(span) => onChange({ ...leaf, [score]: span })} />
      ))}
      <p className={classes.hint} data-whole>
        {t("segments.rfm.help")}
      </p>
    </>
  );
}

const ANY: Span = { low: 1, high: 5 };
const FIFTHS = ["1", "2", "3", "4", "5"];

/** One score, from and to; all five of them are the same as none asked. */
function SpanFields({ label, span, onChange }: { label: string; span: Span | null; onChange: (span: Span | null) => void }) {
  const t = useT();
  const { low, high } = span ?? ANY;
  const put = (next: Span) => onChange(next.low === ANY.low && next.high === ANY.high ? null : next);
  return (
    <div className={classes.span} role="group" aria-label={label}>
      <Select label={label} aria-label={t("segments.rfm.from", { score: label })} allowDeselect={false} value={String(low)} data={FIFTHS} onChange={(value) => value && put({ low: Number(value), high: Math.max(high, Number(value)) })} />
      <span aria-hidden>–</span>
      <Select aria-label={t("segments.rfm.to", { score: label })} allowDeselect={false} value={String(high)} data={FIFTHS} onChange={(value) => value && put({ low: Math.min(low, Number(value)), high: Number(value) })} />
    </div>
  );
}
