/** Sums in millionths of a currency's unit, as people write them. Pure. */
import { digitsOf, MILLION } from "@/shared/format/money";
import type { Locale } from "@/shared/i18n";

const DIGITS_MAX = 6;

/** 4000000 RUB -> "4,00 ₽"; a sum of less than the smallest coin keeps its digits. */
export function money(micros: number, currency: string, locale: Locale): string {
  return new Intl.NumberFormat(locale, { style: "currency", currencyDisplay: "narrowSymbol", currency, minimumFractionDigits: digitsOf(currency), maximumFractionDigits: DIGITS_MAX }).format(micros / MILLION);
}

/** For a field: 2500000 -> "2,5" or "2.5". */
export function written(micros: number, locale: Locale): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: DIGITS_MAX, useGrouping: false }).format(micros / MILLION);
}

/** "2,50" and "2.50" are the same price; null for what is none. */
export function read(text: string): number | null {
  const bare = text.trim().replace(",", ".");
  return /^\d{1,6}(\.\d{1,6})?$/.test(bare) ? Math.round(Number(bare) * MILLION) : null;
}

/** Every country, in the reader's language; "" is any other. */
export function countries(locale: Locale): { value: string; label: string }[] {
  const names = new Intl.DisplayNames([locale], { type: "region", fallback: "none" });
  const letters = Array.from("ABCDEFGHIJKLMNOPQRSTUVWXYZ");
  const codes = letters.flatMap((first) => letters.map((second) => first + second)).filter((code) => !NO_COUNTRY.has(code));
  const named = codes.flatMap((value) => {
    const label = names.of(value);
    return label ? [{ value, label }] : [];
  });
  return named.sort((one, other) => one.label.localeCompare(other.label, locale));
}

const NO_COUNTRY = new Set(["EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"]);
