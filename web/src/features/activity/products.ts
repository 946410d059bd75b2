/** Products that a property of an event names: an id, or a list of ids or of goods. */

/** As the catalogue calls them, the others by their ids; undefined where it is no id and no list of any. */
export function products(value: unknown, titles: Readonly<Record<string, string>>): string | undefined {
  const many: unknown[] = Array.isArray(value) ? value : [value];
  const ids = many.map(idOf);
  if (ids.length === 0 || !ids.every((id) => id !== undefined)) return undefined;
  return ids.map((id) => titles[id] ?? id).join(", ");
}

export function idOf(value: unknown): string | undefined {
  if (typeof value === "string") return value.trim();
  if (typeof value === "number") return String(value);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const { product, id } = value as { product?: unknown; id?: unknown };
  return typeof product === "object" || typeof id === "object" ? undefined : idOf(product ?? id);
}
