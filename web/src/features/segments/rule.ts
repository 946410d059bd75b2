/** A rule as the server reads it (GET /segments/rule-schema), and how the editor takes it apart. Pure. */

export type Window = { type: "ever" } | { type: "last"; amount: number; unit: "hours" | "days" } | { type: "older"; days: number } | { type: "between"; since: string | null; until: string | null };
export type HowMany = "at_least" | "at_most" | "exactly";
export type Likeness = "is" | "contains" | "starts";
export interface Property {
  name: string;
  op: "is" | "contains" | "at_least" | "at_most";
  values: string[];
  number: number;
}
export interface Span {
  low: number;
  high: number;
}

export type Leaf =
  | { type: "attribute_text"; name: string; op: Likeness; values: string[] }
  | { type: "attribute_number"; name: string; op: "equals" | "at_least" | "at_most" | "between"; value: number; high: number }
  | { type: "attribute_date"; name: string; since: string | null; until: string | null }
  | { type: "attribute_in_days"; name: string; low: number; high: number }
  | { type: "anniversary"; name: string; low: number; high: number }
  | { type: "attribute_flag"; name: string; value: boolean }
  | { type: "attribute_list"; name: string; op: "any" | "all"; values: string[] }
  | { type: "attribute_known"; name: string }
  | { type: "name"; op: Likeness; values: string[] }
  | { type: "language"; languages: string[] }
  | { type: "seen"; edge: "first" | "last"; window: Window }
  | { type: "address"; kind: string; state: "any" | "proven" | "reachable" | "unreachable" }
  | { type: "reachable"; channel: string }
  | { type: "consent"; purpose: string; channel: string; status: "granted" | "withdrawn" | "pending" }
  | { type: "suppressed"; channel: string; reasons: string[] }
  | { type: "event"; name: string; op: HowMany; count: number; window: Window; where: Property[]; amount_from: number | null; amount_to: number | null }
  | { type: "event_edge"; name: string; edge: "first" | "last"; window: Window }
  | { type: "event_sum"; name: string; sum_of: string; op: "at_least" | "at_most"; value: number; window: Window; where: Property[] }
  | { type: "purchases"; measure: "count" | "sum"; op: HowMany; value: number; window: Window; products: string[]; categories: string[] }
  | { type: "rfm"; groups: string[]; levels: number[]; recency: Span | null; frequency: Span | null; money: Span | null }
  | { type: "rhythm"; at_least: number; at_most: number | null }
  | { type: "conversation"; state: "any" | "open" | "closed" | "waiting"; channel_ids: string[]; label_ids: string[]; wrote: Window }
  | { type: "task"; state: "open" | "overdue" | "done" }
  | { type: "debt"; kinds: string[] }
  | { type: "rating"; low: number; high: number; window: Window }
  | { type: "segment"; segment_id: string };
export type LeafType = Leaf["type"];
export type Of<Type extends LeafType> = Extract<Leaf, { type: Type }>;
export interface Group {
  type: "all" | "any";
  of: Rule[];
}
export interface Not {
  type: "not";
  of: Rule;
}
export type Rule = Leaf | Group | Not;

export const SCORES = ["recency", "frequency", "money"] as const;
export type Score = (typeof SCORES)[number];
export const EVER: Window = { type: "ever" };
export const MONTH: Window = { type: "last", amount: 30, unit: "days" };

export const TIMES_MAX = 100;
/** How late somebody is, in their own usual intervals between purchases. */
export const LATENESS = {
  little: { at_least: 1.5, at_most: 2 },
  late: { at_least: 2, at_most: 3 },
  lost: { at_least: 3, at_most: null },
} as const;
/** Who may be leaving, by their own rhythm. */
export const LATE: Group = { type: "all", of: [{ type: "rhythm", ...LATENESS.late }] };
export type Lateness = keyof typeof LATENESS;

/** Null: bounds of one's own. */
export function latenessOf({ at_least, at_most }: Of<"rhythm">): Lateness | null {
  const found = (Object.keys(LATENESS) as Lateness[]).find((one) => LATENESS[one].at_least === at_least && LATENESS[one].at_most === at_most);
  return found ?? null;
}

/** What a person chooses a condition by; attributes are one kind, whatever their type. */
export const KINDS = {
  who: ["attribute", "name", "language", "seen"],
  reach: ["reachable", "address", "consent", "suppressed"],
  did: ["event", "event_sum", "event_edge", "purchases", "rhythm", "rfm"],
  ours: ["conversation", "task", "debt", "rating"],
  sets: ["segment"],
} as const;
export type KindGroup = keyof typeof KINDS;
export type Kind = (typeof KINDS)[KindGroup][number];

export function kindOf(leaf: Leaf): Kind {
  return leaf.type.startsWith("attribute") || leaf.type === "anniversary" ? "attribute" : (leaf.type as Kind);
}

export function fresh(kind: Kind): Leaf {
  return {
    attribute: { type: "attribute_known", name: "" },
    name: { type: "name", op: "contains", values: [] },
    language: { type: "language", languages: ["ru"] },
    seen: { type: "seen", edge: "last", window: MONTH },
    reachable: { type: "reachable", channel: "email" },
    address: { type: "address", kind: "email", state: "any" },
    consent: { type: "consent", purpose: "", channel: "email", status: "granted" },
    suppressed: { type: "suppressed", channel: "", reasons: [] },
    event: { type: "event", name: "", op: "at_least", count: 1, window: MONTH, where: [], amount_from: null, amount_to: null },
    event_sum: { type: "event_sum", name: "", sum_of: "", op: "at_least", value: 500_000, window: { type: "last", amount: 90, unit: "days" }, where: [] },
    event_edge: { type: "event_edge", name: "", edge: "last", window: { type: "older", days: 30 } },
    purchases: { type: "purchases", measure: "count", op: "at_least", value: 1, window: EVER, products: [], categories: [] },
    rhythm: { type: "rhythm", ...LATENESS.late },
    rfm: { type: "rfm", groups: ["champions"], levels: [], recency: null, frequency: null, money: null },
    conversation: { type: "conversation", state: "open", channel_ids: [], label_ids: [], wrote: EVER },
    task: { type: "task", state: "open" },
    debt: { type: "debt", kinds: [] },
    rating: { type: "rating", low: 1, high: 2, window: EVER },
    segment: { type: "segment", segment_id: "" },
  }[kind] as Leaf;
}

export type AttributeType = "text" | "number" | "date" | "boolean" | "list";

/** The first condition an attribute of this type is asked by. */
export function ofAttribute(name: string, type: AttributeType): Leaf {
  return {
    text: { type: "attribute_text", name, op: "is", values: [] },
    number: { type: "attribute_number", name, op: "at_least", value: 0, high: 0 },
    date: { type: "attribute_in_days", name, low: 0, high: 7 },
    boolean: { type: "attribute_flag", name, value: true },
    list: { type: "attribute_list", name, op: "any", values: [] },
  }[type] as Leaf;
}

export function isGroup(rule: Rule): rule is Group {
  return rule.type === "all" || rule.type === "any";
}

/** A condition that stands the other way round is its own line, said "not"; (line, whether turned). */
export function unturned(rule: Rule): [Exclude<Rule, Not>, boolean] {
  let turned = false;
  let inner = rule;
  while (inner.type === "not") {
    turned = !turned;
    inner = inner.of;
  }
  return [inner, turned];
}

export function turn(rule: Exclude<Rule, Not>, turned: boolean): Rule {
  return turned ? { type: "not", of: rule } : rule;
}

export const EVERYBODY: Group = { type: "all", of: [] };

/** The outermost part is always a group, so that there is somewhere to add to. */
export function asGroup(rule: Rule | null | undefined): Group {
  if (!rule) return EVERYBODY;
  return isGroup(rule) ? rule : { type: "all", of: [rule] };
}

/** Whether every condition says enough to be asked: a name is chosen, words are there. */
export function whole(rule: Rule): boolean {
  if (rule.type === "not") return whole(rule.of);
  if (isGroup(rule)) return rule.of.every(whole);
  return !lacks(rule);
}

export function lacks(leaf: Leaf): boolean {
  if ("name" in leaf && !leaf.name) return true;
  if (leaf.type === "attribute_text" || leaf.type === "attribute_list") return leaf.values.length === 0;
  if (leaf.type === "language") return leaf.languages.length === 0;
  if (leaf.type === "consent") return !leaf.purpose;
  if (leaf.type === "segment") return !leaf.segment_id;
  if (leaf.type === "event" || leaf.type === "event_sum") return leaf.where.some((one) => !one.name || (["is", "contains"].includes(one.op) && one.values.length === 0));
  return false;
}

export function leavesOf(rule: Rule): Leaf[] {
  if (rule.type === "not") return leavesOf(rule.of);
  return isGroup(rule) ? rule.of.flatMap(leavesOf) : [rule];
}

/** A condition that the server refused, and why. */
export interface Fault {
  leaf: Leaf;
  reason: string;
}

/** The condition at or around a place the server names: `$.of[0].of[2].recency.low`. */
export function leafAt(rule: Rule, at: string): Leaf | null {
  let part: Rule | undefined = rule;
  for (const [, place] of at.matchAll(/\.of(?![a-z_])(?:\[(\d+)\])?/g)) {
    if (!part || !("of" in part)) break;
    part = part.type === "not" ? part.of : part.of[Number(place)];
  }
  return part && !("of" in part) ? part : null;
}

export const DEPTH_MAX = 4;
/** Groups in groups that the editor draws; the server takes more. */
