/** A condition said in a line, as a person would. */
import { useFactWords, useRfmSettings } from "@/features/activity";
import { useChannelName, usePurposeName } from "@/features/consents";
import { useLabels } from "@/features/conversations";
import { useFormat } from "@/shared/format";
import { sum } from "@/shared/format/money";
import { useI18n, type I18n } from "@/shared/i18n";
import { useSegments } from "@/features/segments/api/segments";
import { isGroup, kindOf, SCORES, type Leaf, type LeafType, type Of, type Property, type Rule, type Score, type Span, type Window } from "@/features/segments/rule";

/** How things that a condition names by an id or a code are called. */
interface Names extends I18n {
  fact: (name: string) => string;
  purpose: (code: string) => string;
  channel: (kind: string) => string;
  segment: (id: string) => string;
  label: (id: string) => string;
  level: (place: number) => string;
  number: (value: number) => string;
  sum: (minor: number) => string;
  when: (window: Window) => string;
}

export function useRuleWords(): (rule: Rule) => string {
  const { t } = useI18n();
  const names = useNames();
  const say = (rule: Rule): string => {
    if (rule.type === "not") return t("segments.say.not", { what: say(rule.of) });
    return isGroup(rule) ? t(`segments.say.${rule.type}`) : leafWords(rule, names);
  };
  return say;
}

function useNames(): Names {
  const i18n = useI18n();
  const format = useFormat();
  const rfm = useRfmSettings().data;
  const currency = rfm?.currency ?? "RUB";
  const segments = useSegments(true).data ?? [];
  const labels = useLabels().data ?? [];
  return {
    ...i18n,
    fact: useFactWords(),
    purpose: usePurposeName(),
    channel: useChannelName(),
    segment: (id) => segments.find((one) => one.id === id)?.name ?? "…",
    label: (id) => labels.find((one) => one.id === id)?.name ?? "",
    level: (place) => (place === 0 ? i18n.t("rfm.level.none") : (rfm?.levels[place - 1]?.name ?? String(place))),
    number: format.number,
    sum: (minor) => sum(minor, currency, i18n.locale),
    when: useWindowWords(),
  };
}

function leafWords(leaf: Leaf, names: Names): string {
  const say = SAY[leaf.type] as (leaf: Leaf, names: Names) => string;
  return say(called(leaf, names), names).replace(/\s+/g, " ").replace(/[ ,]+$/, "").trim();
}

/** An attribute by the words the product has for it, if it has any. */
function called(leaf: Leaf, { byCode }: Names): Leaf {
  if (kindOf(leaf) !== "attribute" || !("name" in leaf)) return leaf;
  return { ...leaf, name: byCode("attribute", leaf.name) ?? leaf.name };
}

function amountWords({ amount_from: from, amount_to: to }: Of<"event">, { t, sum }: Names): string[] {
  return [...(from === null ? [] : [t("segments.say.amount_from", { sum: sum(from) })]), ...(to === null ? [] : [t("segments.say.amount_to", { sum: sum(to) })])];
}

function propertyWords({ name, op, values, number }: Property, { t, number: format }: Names): string {
  return `${name} ${t(`segments.property.${op}`)} ${op === "is" || op === "contains" ? list(values) : format(number)}`;
}

function spanWords(score: Score, span: Span | null): string {
  if (!span) return "";
  return `${score.charAt(0).toUpperCase()} ${span.low === span.high ? span.low : `${span.low}–${span.high}`}`;
}

const list = (words: string[]) => words.filter(Boolean).join(", ");

const SAY: { [Type in LeafType]: (leaf: Of<Type>, names: Names) => string } = {
  attribute_text: ({ name, op, values }, { t }) => t("segments.say.attribute", { name, how: t(`segments.like.${op}`), value: list(values) }),
  attribute_number: ({ name, op, value, high }, { t }) => t("segments.say.attribute", { name, how: op === "between" ? "" : t(`segments.asked.${op}`), value: op === "between" ? `${value} – ${high}` : value }),
  attribute_list: ({ name, op, values }, { t }) => t("segments.say.attribute", { name, how: t(`segments.asked.${op}`), value: list(values) }),
  attribute_flag: ({ name, value }, { t }) => t("segments.say.attribute", { name: `${name}:`, how: "", value: t(value ? "segments.asked.yes" : "segments.asked.no") }),
  attribute_known: ({ name }, { t }) => t("segments.say.attribute", { name: name ? `${name}:` : "…", how: "", value: t("segments.asked.known") }),
  attribute_date: ({ name, since, until }, { when }) => `${name}: ${when({ type: "between", since, until })}`,
  attribute_in_days: ({ name, low, high }, { t }) => t("segments.say.attribute_in_days", { name, low, high }),
  anniversary: ({ name, low, high }, { t }) => t("segments.say.anniversary", { name, low, high }),
  name: ({ op, values }, { t }) => t("segments.say.name", { how: t(`segments.like.${op}`), words: list(values) || "…" }),
  language: ({ languages }, { t }) => t("segments.say.language", { languages: list(languages) }),
  seen: ({ edge, window }, { t, when }) => t(`segments.say.seen.${edge}`, { when: when(window) }),
  reachable: ({ channel }, names) => names.t("segments.say.reachable", { channel: names.channel(channel) }),
  address: ({ kind, state }, { t, byCode }) => t("segments.say.address", { kind: byCode("segments.address_kind", kind) ?? byCode("address", kind) ?? kind, state: t(`segments.address.${state}`) }),
  consent: ({ status, purpose, channel }, names) => names.t("segments.say.consent", { status: names.t(`segments.consent.${status}`), purpose: names.purpose(purpose), channel: names.channel(channel) }),
  suppressed: (_, { t }) => t("segments.say.suppressed"),
  event: (leaf, names) => names.t("segments.say.event", { name: names.fact(leaf.name), many: names.t(`segments.many.${leaf.op}`), count: leaf.count, when: names.when(leaf.window), which: list([...amountWords(leaf, names), ...leaf.where.map((one) => propertyWords(one, names))]) }),
  event_sum: ({ name, sum_of: of, op, value, window, where }, names) => names.t("segments.say.event_sum", { name: names.fact(name), of, many: names.t(`segments.many.${op}`), value: of ? names.number(value) : names.sum(value), when: names.when(window), which: list(where.map((one) => propertyWords(one, names))) }),
  event_edge: ({ name, edge, window }, { t, fact, when }) => t(`segments.say.edge.${edge}`, { name: fact(name), when: when(window) }),
  purchases: ({ measure, op, value, window, products, categories }, { t, sum, when }) => t(`segments.say.purchases.${measure}`, { many: t(`segments.many.${op}`), value: measure === "sum" ? sum(value) : value, of: list([...products, ...categories]), when: when(window) }),
  rfm: (leaf, { t, byCode, level }) => t("segments.say.rfm", { groups: list([...leaf.groups.map((one) => byCode("rfm.group", one) ?? one), ...leaf.levels.map(level), ...SCORES.map((score) => spanWords(score, leaf[score]))]) || t("segments.rfm.any") }),
  rhythm: ({ at_least: from, at_most: to }, { t, number }) => t(to === null ? "segments.say.rhythm.from" : "segments.say.rhythm.between", { from: number(from), to: number(to ?? 0) }),
  conversation: ({ state, label_ids: ids, wrote }, { t, label, when }) => t("segments.say.conversation", { state: t(`segments.talk.${state}`), labels: list(ids.map(label)), when: wrote.type === "ever" ? "" : when(wrote) }),
  task: ({ state }, { t }) => t("segments.say.task", { state: t(`segments.task.${state}`) }),
  debt: ({ kinds }, { t, byCode }) => t("segments.say.debt", { kinds: list(kinds.map((one) => byCode("debts.kind", one) ?? one)) || t("debts.kind.all") }),
  rating: ({ low, high, window }, { t, when }) => t("segments.say.rating", { low, high, when: when(window) }),
  segment: ({ segment_id: id }, { t, segment }) => t("segments.say.segment", { name: segment(id) }),
};

function useWindowWords(): (window: Window) => string {
  const { t } = useI18n();
  const format = useFormat();
  return (window) => {
    if (window.type === "last") return t(window.unit === "hours" ? "segments.say.hours" : "segments.say.days", { count: window.amount });
    if (window.type === "older") return t("segments.say.older", { count: window.days });
    if (window.type === "between") return `${window.since ? format.date(window.since) : "…"} – ${window.until ? format.date(window.until) : "…"}`;
    return t("segments.say.ever");
  };
}
