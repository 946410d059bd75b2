import { describe, expect, it } from "vitest";
import { inOtherLetters, nextPlace } from "@/features/prices/costly";
import { countries, money, read, written } from "@/features/prices/money";

describe("a price", () => {
  it("keeps what is less than a coin", () => {
    expect(money(7_900, "USD", "en")).toBe("$0.0079");
    expect(money(4_000_000, "RUB", "ru")).toBe("4,00\u00a0₽");
  });

  it.each([
    ["2,50", 2_500_000],
    ["2.5", 2_500_000],
    ["0,02", 20_000],
    [" 3 ", 3_000_000],
    ["", null],
    ["-1", null],
    ["1.2345678", null],
    ["two", null],
  ])("is read as it is written: %s", (text, micros) => {
    expect(read(text)).toBe(micros);
  });

  it("is written so that it reads back", () => {
    expect(written(2_500_000, "ru")).toBe("2,5");
    expect(read(written(7_900, "ru"))).toBe(7_900);
  });
});

describe("countries", () => {
  it("are named in the reader's language, and nothing else is among them", () => {
    const russian = countries("ru");
    expect(russian.find(({ value }) => value === "RU")?.label).toBe("Россия");
    expect(russian.map(({ value }) => value)).not.toContain("ZZ");
    expect(russian.length).toBeGreaterThan(240);
  });
});

describe("costly characters", () => {
  it("are signs, or the whole text is in other letters", () => {
    expect(inOtherLetters(["–", "“"])).toBe(false);
    expect(inOtherLetters(["ş"])).toBe(false);
    expect(inOtherLetters(["–", "я"])).toBe(true);
  });

  it("are found one after another, and from the beginning again", () => {
    expect(nextPlace("a – b –", "–", 0)).toEqual([2, 3]);
    expect(nextPlace("a – b –", "–", 3)).toEqual([6, 7]);
    expect(nextPlace("a – b –", "–", 7)).toEqual([2, 3]);
    expect(nextPlace("👍 ok", "👍", 0)).toEqual([0, 2]);
    expect(nextPlace("ok", "–", 0)).toBeNull();
  });
});
