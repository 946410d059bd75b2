/** Sums that are kept in millionths of a currency: what messages cost. */
export const MILLION = 1_000_000;

/** "1 234,50 ₽" of millionths; whole coins, and two signs more where it is less than one. */
export function money(micros: number, currency: string, locale: string): string {
  const value = micros / MILLION;
  if (!currency) return new Intl.NumberFormat(locale).format(value);
  const digits = value !== 0 && Math.abs(value) < 1 ? 4 : 2;
  return new Intl.NumberFormat(locale, { style: "currency", currencyDisplay: "narrowSymbol", currency, maximumFractionDigits: digits, trailingZeroDisplay: "stripIfInteger" }).format(value);
}

/** "120 ₽ + 3 €": what is paid in different money is not summed; empty where nothing was. */
export function costs(paid: Record<string, number>, locale: string): string {
  return Object.entries(paid)
    .map(([currency, micros]) => money(micros, currency, locale))
    .join(" + ");
}
