import { describe, expect, it } from "vitest";
import { messagesOf, peopleOf, pricesOf, type Check } from "@/features/campaigns/check";

const known = { low: 0, high: 0, exact: true, sampled: 1 };
const check = {
  audience: 1250,
  control: 50,
  excluded: { no_address: 100, no_consent: 100 },
  reached: [900, 1000],
  prices: [
    { ...known, channel: 0, messages: 300, currency: "EUR", micros: 28_000_000, low: 25_000_000, high: 32_000_000 },
    { ...known, channel: 0, messages: 600, currency: "RUB", micros: 3_500_000_000, low: 3_300_000_000, high: 3_700_000_000 },
    { ...known, channel: 1, messages: 1000, currency: "RUB", micros: 150_000_000, low: 150_000_000, high: 150_000_000 },
  ],
} as unknown as Check;

describe("a count before the launch", () => {
  it("counts people once, also where each channel writes to them", () => {
    expect([peopleOf(check), messagesOf(check)]).toEqual([1000, 1900]);
  });

  it("sums each currency by itself, the company's own first", () => {
    expect(pricesOf(check, "RUB")).toEqual([
      { currency: "RUB", micros: 3_650_000_000, low: 3_450_000_000, high: 3_850_000_000 },
      { currency: "EUR", micros: 28_000_000, low: 25_000_000, high: 32_000_000 },
    ]);
    expect(pricesOf(check, "EUR")?.map(({ currency }) => currency)).toEqual(["EUR", "RUB"]);
    expect(pricesOf(check, "RUB", 1)).toEqual([{ currency: "RUB", micros: 150_000_000, low: 150_000_000, high: 150_000_000 }]);
  });

  it("knows no sum where nobody said a price, unless nobody is written to for it", () => {
    const priceless = { ...known, channel: 2, currency: "", micros: null, low: null, high: null };
    expect(pricesOf({ ...check, prices: [...check.prices, { ...priceless, messages: 5 }] }, "RUB")).toBeNull();
    expect(pricesOf({ ...check, prices: [...check.prices, { ...priceless, messages: 0 }] }, "RUB")).toHaveLength(2);
  });
});
