/** Which condition the server refused a rule for. */
import { leafAt, type Fault, type Rule } from "@/features/segments/rule";
import { ApiError } from "@/shared/api/http";

const REFUSED = "segments.rule_invalid";

/** Null: it is not about one condition of this rule. */
export function faultOf(error: unknown, rule: Rule | null): Fault | null {
  if (!(error instanceof ApiError) || error.code !== REFUSED || !rule) return null;
  const leaf = leafAt(rule, String(error.params.at));
  return leaf && { leaf, reason: String(error.params.reason) };
}
