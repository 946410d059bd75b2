/** Live events about colleagues, applied to the cached list. */
import type { Operator } from "@/shared/api/types";
import type { LiveEvent } from "@/shared/live/frames";

export function applyToOperators(event: LiveEvent, operators: Operator[]): Operator[] {
  if (event.kind === "presence") {
    const { operator_id: id, online } = event.data;
    return operators.map((operator) => (operator.id === id ? { ...operator, online } : operator));
  }
  if (event.kind !== "operator.changed") return operators;
  const { operator } = event.data;
  const known = operators.some(({ id }) => id === operator.id);
  return known ? operators.map((old) => (old.id === operator.id ? { ...old, ...operator } : old)) : [...operators, operator];
}
