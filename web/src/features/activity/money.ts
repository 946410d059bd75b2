/** Sums in the smallest coins, as people write them. Pure. */
import type { Locale } from "@/shared/i18n";

const MINOR = 100;

/** 174800 RUB -> "1 748 ₽"; coins only where there are any. */
export function money(minor: number, currency: string, locale: Locale): string {
  const whole = minor % MINOR === 0;
  return new Intl.NumberFormat(locale, { style: "currency", currencyDisplay: "narrowSymbol", currency, minimumFractionDigits: whole ? 0 : 2, maximumFractionDigits: 2 }).format(minor / MINOR);
}

/** "1 500,50" -> 150050; null for what is none. */
export function read(text: string): number | null {
  const bare = text.replace(/[\s\u00a0]/g, "").replace(",", ".");
  return /^\d{1,12}(\.\d{1,2})?$/.test(bare) ? Math.round(Number(bare) * MINOR) : null;
}
