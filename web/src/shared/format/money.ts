/** Money, as people write it: what was paid by customers in the smallest unit of its currency, what messages cost in millionths of one. Pure. */

export const MILLION = 1_000_000;
/** How many digits a currency has after the point, where it is not two: ISO 4217, as in `src/otklik/platform/money.py`. Not asked of the browser: of forints and dinars one edition says 2 and another none. */
const DIGITS: Record<number, string> = {
  0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
  3: "BHD IQD JOD KWD LYD OMR TND",
  4: "CLF UYW",
};
const BY_CURRENCY = new Map(Object.entries(DIGITS).flatMap(([digits, codes]) => codes.split(" ").map((code) => [code, Number(digits)] as const)));
const CODE = /^[A-Z]{3}$/;

/** After the point: 2 of roubles, 0 of yen, 3 of Kuwaiti dinars. */
export function digitsOf(currency: string): number {
  return BY_CURRENCY.get(currency) ?? 2;
}

/** How many of the smallest unit make one: 100 kopecks a rouble. */
export function minorIn(currency: string): number {
  return 10 ** digitsOf(currency);
}

/** 174800 RUB -> "1 748 ₽"; coins only where there are any, or always with `coins`. */
export function sum(minor: number, currency: string, locale: string, { coins = false }: { coins?: boolean } = {}): string {
  const value = minor / minorIn(currency);
  return said(value, currency, locale, !coins && Number.isInteger(value) ? 0 : digitsOf(currency));
}

/** For a field: 150050 RUB -> "1500,5". */
export function writtenSum(minor: number, currency: string, locale: string): string {
  return new Intl.NumberFormat(locale, { useGrouping: false, maximumFractionDigits: digitsOf(currency) }).format(minor / minorIn(currency));
}

/** "1 500,50" RUB -> 150050; null for what is none, and for more digits than the currency has. */
export function readSum(text: string, currency: string): number | null {
  const bare = text.replace(/[\s\u00a0\u202f]/g, "").replace(",", ".");
  const [, whole = "", part = ""] = /^(\d{1,12})(?:\.(\d+))?$/.exec(bare) ?? [];
  const digits = digitsOf(currency);
  return whole && part.length <= digits ? Number(whole + part.padEnd(digits, "0")) : null;
}

/** The same number of another currency: 30000 roubles are 30000 yen while somebody chooses in which they count. */
export function sameNumber(minor: number, from: string, to: string): number {
  return Math.round((minor / minorIn(from)) * minorIn(to));
}

/** A sum with more digits after the point than the currency has. */
export function isTooFine(text: string, currency: string): boolean {
  return (/[.,](\d+)\s*$/.exec(text)?.[1] ?? "").length > digitsOf(currency);
}

/** "1 234,50 ₽" of millionths; whole coins, and two signs more where it is less than one. */
export function money(micros: number, currency: string, locale: string): string {
  const value = micros / MILLION;
  if (!currency) return new Intl.NumberFormat(locale).format(value);
  const digits = digitsOf(currency) + (value !== 0 && Math.abs(value) < 1 ? 2 : 0);
  return said(value, currency, locale, Number.isInteger(value) ? 0 : digits, Math.min(digits, digitsOf(currency)));
}

/** Of what is only an estimate: no coins from a hundred on. */
export function roughly(micros: number, currency: string, locale: string): string {
  return money(micros >= 100 * MILLION ? Math.round(micros / MILLION) * MILLION : micros, currency, locale);
}

/** "120 ₽ + 3 €": what is paid in different money is not summed; empty where nothing was. */
export function costs(paid: Record<string, number>, locale: string): string {
  return Object.entries(paid)
    .map(([currency, micros]) => money(micros, currency, locale))
    .join(" + ");
}

/** A code nobody has heard of is written behind its number. */
function said(value: number, currency: string, locale: string, digits: number, digitsMin = digits): string {
  const fraction = { minimumFractionDigits: Math.min(digitsMin, digits), maximumFractionDigits: digits };
  if (!CODE.test(currency)) return `${new Intl.NumberFormat(locale, fraction).format(value)} ${currency}`.trim();
  return new Intl.NumberFormat(locale, { style: "currency", currencyDisplay: "narrowSymbol", currency, ...fraction }).format(value);
}
