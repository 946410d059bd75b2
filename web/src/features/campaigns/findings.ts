/** Findings as a person reads them: each once, values that are missing in one line and by the names people gave them. */
import type { CampaignReview } from "@/shared/api/types";

export const STEPS = ["audience", "message", "when", "launch"] as const;
export type Step = (typeof STEPS)[number];
type Finding = CampaignReview["findings"][number];

export interface Told {
  code: string;
  severity: Finding["severity"];
  params: Record<string, string>;
  /** Where it is mended, if by writing. */
  step: Step | null;
}

const MISSING = "campaigns.value_missing";
const MENDED: [RegExp, Step][] = [
  [/^campaigns\.(audience|purpose|segment|nobody|law_no_consent)/, "audience"],
  [/^campaigns\.(channel|template|value|deadline|stock|variants|test|law_ad_mark)/, "message"],
  [/^campaigns\.(moment|budget|over_budget|law_night_sms)/, "when"],
];

/** `labels`: what values are called, by their name in a template. What stands in the way comes first. */
export function told(findings: Finding[], labels: ReadonlyMap<string, string>): Told[] {
  const named = findings.map(({ code, severity, params }): Told => {
    const words = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)]));
    const label = labels.get(words.name ?? "");
    return { code, severity, params: label ? { ...words, name: label } : words, step: MENDED.find(([codes]) => codes.test(code))?.[1] ?? null };
  });
  const found: Told[] = [];
  for (const one of named) {
    const before = found.find(({ code, params }) => code === one.code && (code === MISSING || params.channel === one.params.channel && params.name === one.params.name));
    if (!before) found.push(one);
    else if (one.code === MISSING) before.params = { ...before.params, name: `${before.params.name}, ${one.params.name}` };
  }
  return found.sort((one, two) => Number(one.severity === "warning") - Number(two.severity === "warning"));
}
