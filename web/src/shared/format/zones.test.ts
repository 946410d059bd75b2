import { describe, expect, it } from "vitest";
import { zoneChoices, zoneFits, zoneName } from "@/shared/format/zones";

const WINTER = new Date("2026-01-15T12:00:00Z");
const SUMMER = new Date("2026-07-15T12:00:00Z");

describe("a time zone in words", () => {
  it.each([
    ["Europe/Moscow", "Москва, UTC+3", "Moscow, UTC+3"],
    ["Asia/Novosibirsk", "Новосибирск, UTC+7", "Novosibirsk, UTC+7"],
    ["America/New_York", "Нью-Йорк, UTC−5", "New York, UTC−5"],
    ["Asia/Kolkata", "Индия, UTC+5:30", "India, UTC+5:30"],
    ["UTC", "UTC", "UTC"],
  ])("%s", (zone, russian, english) => {
    expect([zoneName(zone, "ru", WINTER), zoneName(zone, "en", WINTER)]).toEqual([russian, english]);
  });

  it("is as far from UTC as on that day", () => {
    expect([zoneName("Europe/London", "en", WINTER), zoneName("Europe/London", "en", SUMMER)]).toEqual(["United Kingdom, UTC+0", "United Kingdom, UTC+1"]);
  });

  it("is its IANA name where the browser does not know it", () => {
    expect(zoneName("Mars/Olympus", "ru", WINTER)).toBe("Mars/Olympus");
  });

  it("is found by the place, by the distance and by the IANA name", () => {
    const found = (words: string) => zoneChoices(["Europe/Moscow"], "ru", WINTER).filter((one) => zoneFits(one, words)).map(({ value }) => value);
    for (const words of ["моск", "Europe/Mos", "moscow", "utc+3 москва"]) expect(found(words)).toContain("Europe/Moscow");
    expect(found("new york")).toEqual(["America/New_York"]);
    expect(found("utc-5 нью")).toEqual(["America/New_York"]);
    expect(found("нет такого места")).toEqual([]);
  });
});
