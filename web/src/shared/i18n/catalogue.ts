/** Turns a catalogue entry into text: named parameters, and plural forms by the language's own rules. */

export type Plural = Partial<Record<Intl.LDMLPluralRule, string>>;
export type Entry = string | Plural;
export type Catalogue = Record<string, Entry>;
export type Params = Record<string, string | number>;

export const LOCALES = ["ru", "en"] as const;
export type Locale = (typeof LOCALES)[number];

export function isLocale(value: unknown): value is Locale {
  return value === "ru" || value === "en";
}

/** The text of an entry; a plural entry is chosen by `params.count`, which is written as people write long numbers. */
export function phrase(entry: Entry, locale: Locale, params: Params = {}): string {
  if (typeof entry === "string") return fill(entry, params);
  const count = Number(params.count ?? 0);
  return fill(plural(entry, locale, count), { ...params, count: grouped(count, locale) });
}

const rules = new Map<Locale, Intl.PluralRules>();
const numbers = new Map<Locale, Intl.NumberFormat>();

function grouped(count: number, locale: Locale): string {
  const known = numbers.get(locale) ?? new Intl.NumberFormat(locale);
  numbers.set(locale, known);
  return known.format(count);
}

function plural(forms: Plural, locale: Locale, count: number): string {
  const known = rules.get(locale) ?? new Intl.PluralRules(locale);
  rules.set(locale, known);
  return forms[known.select(count)] ?? forms.other ?? "";
}

function fill(text: string, params: Params): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in params ? String(params[name]) : whole));
}
