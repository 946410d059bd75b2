/** What the address keeps of a screen's state. Whatever else stands there is dropped. */
import type { View } from "@/shared/api/types";

const VIEW_NAMES: readonly string[] = ["mine", "unassigned", "waiting", "open", "closed", "all"];

export interface DeskSearch {
  view?: View | undefined;
  channel?: string | undefined;
  q?: string | undefined;
  next?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  operator?: string | undefined;
  kind?: "first" | "any" | undefined;
}

const TEXTS = ["channel", "q", "next", "from", "to", "operator"] as const;

export function readSearch(given: Record<string, unknown>): DeskSearch {
  const search: DeskSearch = {};
  for (const name of TEXTS) {
    const value = given[name];
    if (typeof value === "string" && value !== "") search[name] = value;
    if (typeof value === "number") search[name] = String(value);
  }
  if (VIEW_NAMES.includes(String(given.view))) search.view = given.view as View;
  if (given.kind === "first" || given.kind === "any") search.kind = given.kind;
  return search;
}
