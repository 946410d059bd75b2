import { describe, expect, it } from "vitest";
import { phrase, type Catalogue, type Locale } from "@/shared/i18n/catalogue";
import en from "@/shared/i18n/en.json";
import ru from "@/shared/i18n/ru.json";

const catalogues: Record<Locale, Catalogue> = { en, ru };
const FORMS = { en: ["one", "other"], ru: ["few", "many", "one", "other"] };

const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();
const formsOf = (entry: Catalogue[string]) => (typeof entry === "string" ? [entry] : Object.values(entry));

describe("the catalogues", () => {
  it("have the same keys in Russian and English", () => {
    expect(Object.keys(ru).sort()).toEqual(Object.keys(en).sort());
  });

  it.each(["en", "ru"] as const)("have no empty text in %s", (locale) => {
    const empty = Object.entries(catalogues[locale]).filter(([, entry]) => formsOf(entry).some((text) => !text.trim()));
    expect(empty).toEqual([]);
  });

  it.each(["en", "ru"] as const)("have every plural form of %s", (locale) => {
    const plurals = Object.entries(catalogues[locale]).filter(([, entry]) => typeof entry !== "string");
    expect(plurals.length).toBeGreaterThan(0);
    for (const [key, entry] of plurals) expect([key, Object.keys(entry).sort()]).toEqual([key, FORMS[locale]]);
  });

  it("name the same parameters in both languages", () => {
    for (const key of Object.keys(en) as (keyof typeof en)[]) {
      const english = new Set(formsOf(en[key]).flatMap(names));
      const russian = new Set(formsOf(ru[key]).flatMap(names));
      expect([key, [...russian].sort()]).toEqual([key, [...english].sort()]);
    }
  });

  it("never raise their voice", () => {
    const loud = [...Object.entries(en), ...Object.entries(ru)].filter(([, entry]) => formsOf(entry).some((text) => text.includes("!")));
    expect(loud).toEqual([]);
  });
});

describe("a phrase", () => {
  it.each([
    [1, "1 новый"],
    [3, "3 новых"],
    [5, "5 новых"],
    [21, "21 новый"],
    [12_345, "12\u00a0345 новых"],
  ])("counts %i in Russian", (count, expected) => {
    expect(phrase({ one: "{count} новый", few: "{count} новых", many: "{count} новых", other: "{count} нового" }, "ru", { count })).toBe(expected);
  });

  it("leaves an unknown parameter visible rather than empty", () => {
    expect(phrase("{who} wrote", "en")).toBe("{who} wrote");
  });
});
