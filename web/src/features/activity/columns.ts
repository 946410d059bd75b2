/** What a column of a file may be for, and how the importer's choices become a plan. Pure. */
import type { ImportColumn, ImportKind, ImportPlan } from "@/shared/api/types";

export type Target = ImportColumn["target"];

const PERSON: Target[] = ["external_id", "email", "phone"];
const OF_KIND: Record<ImportKind, Target[]> = {
  people: ["name", "first_name", "last_name", "locale", "consent", "attribute"],
  facts: ["fact_name", "at", "key", "amount", "currency", "property"],
  purchases: ["at", "key", "amount", "currency", "product", "title", "category", "quantity", "price", "property"],
};
export const REPEATED: Target[] = ["skip", "attribute", "property"];

export function targetsOf(kind: ImportKind): Target[] {
  return ["skip", ...PERSON, ...OF_KIND[kind]];
}

/** A column is for something else now; whatever was for the same is for nothing, unless many may be. */
export function retarget(plan: ImportPlan, index: number, target: Target, title: string): ImportPlan {
  const columns = plan.columns.map((column, at): ImportColumn => {
    if (at === index) return { ...column, target, name: target === "attribute" || target === "property" ? column.name || title.trim().slice(0, 64) : "" };
    return column.target === target && !REPEATED.includes(target) ? { ...column, target: "skip", name: "" } : column;
  });
  return { ...plan, columns };
}

export type Missing = "person" | "at" | "name" | "consent";

/** What must be said before the file can be loaded. */
export function missing(kind: ImportKind, plan: ImportPlan): Missing[] {
  const has = (target: Target) => plan.columns.some((column) => column.target === target);
  const found: Missing[] = [];
  if (!PERSON.some(has)) found.push("person");
  if (kind !== "people" && !has("at")) found.push("at");
  if (kind === "facts" && !has("fact_name") && !plan.fact_name.trim()) found.push("name");
  if (has("consent") && !(plan.consent.said.trim() && plan.consent.purpose && (has("email") || has("phone")))) found.push("consent");
  return found;
}
