import { describe, expect, it } from "vitest";
import { costs, isTooFine, money, readSum, roughly, sameNumber, sum, writtenSum } from "@/shared/format/money";

const plain = (text: string) => text.replaceAll(/\s/g, " ");

describe("a sum in the smallest unit of its currency", () => {
  it.each([
    [174_800, "RUB", "1 748 ₽"],
    [174_850, "RUB", "1 748,50 ₽"],
    [1000, "JPY", "1 000 ¥"],
    [1_234_500, "KWD", "1 234,500 KWD"],
    [1_234_000, "KWD", "1 234 KWD"],
    [125_050, "HUF", "1 250,50 Ft"],
    [-1050, "RUB", "-10,50 ₽"],
  ])("is shown with the digits its currency has: %s %s", (minor, currency, shown) => {
    expect(plain(sum(minor, currency, "ru"))).toBe(shown);
  });

  it("has coins always where they are asked for, and yen have none", () => {
    expect(plain(sum(174_800, "RUB", "ru", { coins: true }))).toBe("1 748,00 ₽");
    expect(sum(1500, "JPY", "en", { coins: true })).toBe("¥1,500");
  });

  it("stays readable while its currency is being typed", () => {
    expect(plain(sum(1050, "RU", "ru"))).toBe("10,50 RU");
  });

  it.each([
    ["1 500,50", "RUB", 150_050],
    ["1500", "RUB", 150_000],
    ["1500", "JPY", 1500],
    ["1.5", "KWD", 1500],
    ["4,35", "RUB", 435],
    ["1500,5", "JPY", null],
    ["1.505", "RUB", null],
    ["x", "RUB", null],
    ["", "RUB", null],
  ])("is read with those digits and no more: %s %s", (text, currency, minor) => {
    expect(readSum(text, currency)).toBe(minor);
    if (minor !== null) expect(readSum(writtenSum(minor, currency, "ru"), currency)).toBe(minor);
  });

  it("stays the number it is when another currency is chosen", () => {
    expect([sameNumber(3_000_000, "RUB", "JPY"), sameNumber(30_000, "JPY", "KWD"), sameNumber(1050, "RUB", "EUR")]).toEqual([30_000, 30_000_000, 1050]);
  });

  it("knows what is no sum from what has too many digits", () => {
    expect([isTooFine("1500,5", "JPY"), isTooFine("1.505", "RUB"), isTooFine("1,505", "KWD"), isTooFine("x", "RUB")]).toEqual([true, true, false, false]);
  });
});

describe("what messages cost", () => {
  it.each([
    [120_000_000, "RUB", "120 ₽"],
    [120_500_000, "RUB", "120,50 ₽"],
    [150_000, "RUB", "0,15 ₽"],
    [4_567_000_000, "JPY", "4 567 ¥"],
    [4_567_400_000, "JPY", "4 567 ¥"],
    [850_000, "JPY", "0,85 ¥"],
    [12_345_000, "KWD", "12,345 KWD"],
  ])("is shown with the coins of its currency, and two signs more below one: %s %s", (micros, currency, shown) => {
    expect(plain(money(micros, currency, "ru"))).toBe(shown);
  });

  it("is without coins where it is great and only an estimate", () => {
    expect([3_536_550_000, 28_830_000].map((micros) => plain(roughly(micros, "RUB", "ru")))).toEqual(["3 537 ₽", "28,83 ₽"]);
  });

  it("is not summed over currencies", () => {
    expect(plain(costs({ RUB: 120_000_000, EUR: 3_000_000 }, "ru"))).toBe("120 ₽ + 3 €");
  });
});
