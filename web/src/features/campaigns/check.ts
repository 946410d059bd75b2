/** What the count before a launch found: whom it reaches, and for how much in each currency. Pure. */
import type { CampaignReview } from "@/shared/api/types";

export type Check = NonNullable<CampaignReview["check"]>;
/** Millionths of the currency; `low` and `high` are the same where it is known to the coin. */
export interface Estimate {
  currency: string;
  micros: number;
  low: number;
  high: number;
}

/** Each person once, by however many channels they are reached. */
export function peopleOf({ audience, control, excluded }: Check): number {
  return Object.values(excluded).reduce((left, one) => left - one, audience - control);
}

export function messagesOf({ reached }: Check): number {
  return reached.reduce((sum, one) => sum + one, 0);
}

/** Of one channel or of all, a currency each, the company's own first; null: nobody said what some of it costs. */
export function pricesOf({ prices }: Check, own: string, channel?: number): Estimate[] | null {
  const mine = prices.filter((one) => one.messages > 0 && (channel === undefined || one.channel === channel));
  const sums = new Map<string, Estimate>();
  for (const { currency, micros, low, high } of mine) {
    if (micros === null) return null;
    const sum = sums.get(currency) ?? { currency, micros: 0, low: 0, high: 0 };
    sums.set(currency, { currency, micros: sum.micros + micros, low: sum.low + (low ?? micros), high: sum.high + (high ?? micros) });
  }
  return [...sums.values()].sort((one, other) => Number(other.currency === own) - Number(one.currency === own));
}
