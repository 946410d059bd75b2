import { describe, expect, it } from "vitest";
import { atHour, daysLater, momentOf, monthsLater, nextWeekday, readMoment, readTime, wallOf, weekdayOf, writeMoment, dayOf, readDay, wallOfDay, writeDay } from "@/shared/format/zoned";

const MOSCOW = "Europe/Moscow";
const BERLIN = "Europe/Berlin";
const NOW = new Date("2026-11-25T09:00:00Z"); // 12:00 in Moscow, a Wednesday

const ru = (typed: string) => said(readMoment(typed, { locale: "ru", zone: MOSCOW, now: NOW }));
const en = (typed: string) => said(readMoment(typed, { locale: "en", zone: MOSCOW, now: NOW }));
const said = (at: Date | null) => at && writeMoment(at, "ru", MOSCOW);

describe("a typed moment", () => {
  it.each([
    ["25.11 14:30", "25.11.2026 14:30"],
    ["25.11.2026 14:30", "25.11.2026 14:30"],
    ["25.11.26 14.30", "25.11.2026 14:30"],
    ["25/11 14:30", "25.11.2026 14:30"],
    ["3.12", "03.12.2026 09:00"],
    ["3.02", "03.02.2027 09:00"],
    ["29.2.2028 8", "29.02.2028 08:00"],
    ["завтра 10:15", "26.11.2026 10:15"],
    ["завтра в 9", "26.11.2026 09:00"],
    ["послезавтра", "27.11.2026 09:00"],
    ["сегодня в 6 вечера", "25.11.2026 18:00"],
    ["28 ноя 9 утра", "28.11.2026 09:00"],
    ["1 мая, 12:00", "01.05.2027 12:00"],
    ["3 марта 2027 г. 7:05", "03.03.2027 07:05"],
    ["18:00", "25.11.2026 18:00"],
    ["9:00", "26.11.2026 09:00"],
    ["2026-12-31 23:59", "31.12.2026 23:59"],
    ["24.11.2026 10:00", "24.11.2026 10:00"],
  ])("in Russian, “%s” is %s", (typed, expected) => expect(ru(typed)).toBe(expected));

  it.each([
    ["11/25 2:30 pm", "25.11.2026 14:30"],
    ["11/25/2026 2:30PM", "25.11.2026 14:30"],
    ["25.11 14:30", "25.11.2026 14:30"],
    ["tomorrow at 9am", "26.11.2026 09:00"],
    ["Nov 28 12 a.m.", "28.11.2026 00:00"],
    ["28 November 2026, 12 pm", "28.11.2026 12:00"],
    ["2026-12-31T08:00", "31.12.2026 08:00"],
  ])("in English, “%s” is %s", (typed, expected) => expect(en(typed)).toBe(expected));

  it.each(["", "soon", "32.11 10:00", "29.02.2027 10:00", "25.13 10:00", "25.11 25:00", "25.11 10:75", "13 pm", "0 am", "25.11 что-то", "когда-нибудь"])("“%s” is none", (typed) => {
    expect(ru(typed)).toBeNull();
  });

  it("an hour of today that has passed stays today when the day was said", () => expect(ru("25.11 10:00")).toBe("25.11.2026 10:00"));

  it("reads back what it writes, in both languages", () => {
    for (let hours = 0; hours < 24 * 400; hours += 7)
      for (const locale of ["ru", "en"] as const) {
        const at = new Date(NOW.getTime() + hours * 3_600_000);
        expect(readMoment(writeMoment(at, locale, MOSCOW), { locale, zone: MOSCOW, now: NOW })).toEqual(at);
      }
  });
});

describe("a time of day", () => {
  it.each([
    ["9", [9, 0]],
    ["14:30", [14, 30]],
    ["2:30 pm", [14, 30]],
    ["12 am", [0, 0]],
  ])("“%s” is read", (typed, [hour, minute]) => expect(readTime(typed)).toEqual({ hour, minute }));
});

describe("the wall of a zone", () => {
  it("jumps over the hour the clocks skip, forward", () => {
    const skipped = momentOf({ year: 2026, month: 3, day: 29, hour: 2, minute: 30 }, BERLIN);
    expect(wallOf(skipped, BERLIN)).toMatchObject({ day: 29, hour: 3, minute: 30 });
  });

  it("takes the first of two equal hours", () => {
    expect(momentOf({ year: 2026, month: 10, day: 25, hour: 2, minute: 30 }, BERLIN).toISOString()).toBe("2026-10-25T00:30:00.000Z");
  });

  it("goes there and back everywhere", () => {
    for (const zone of [BERLIN, MOSCOW, "Asia/Kathmandu", "America/St_Johns", "Pacific/Apia", "UTC"])
      for (let day = 0; day < 366; day += 1) {
        const at = new Date(Date.UTC(2026, 0, 1 + day, 12, 34));
        expect(momentOf(wallOf(at, zone), zone)).toEqual(at);
      }
  });

  it("counts days and months as a calendar does", () => {
    const wall = { year: 2026, month: 12, day: 31, hour: 9, minute: 0 };
    expect(daysLater(wall, 1)).toMatchObject({ year: 2027, month: 1, day: 1 });
    expect(monthsLater(wall, 2)).toMatchObject({ year: 2027, month: 2, day: 28 });
    expect(monthsLater(wall, -12)).toMatchObject({ year: 2025, month: 12, day: 31 });
    expect(weekdayOf({ year: 2026, month: 11, day: 25 })).toBe(2);
  });

  it("finds the moments people choose quickly", () => {
    expect(said(atHour(NOW, { days: 1, hour: 9, zone: MOSCOW }))).toBe("26.11.2026 09:00");
    expect(said(nextWeekday(NOW, { weekday: 0, hour: 9, zone: MOSCOW }))).toBe("30.11.2026 09:00");
    expect(said(nextWeekday(NOW, { weekday: 2, hour: 9, zone: MOSCOW }))).toBe("02.12.2026 09:00");
  });
});

describe("a day without a time", () => {
  const today = wallOf(NOW, MOSCOW);
  const read = (typed: string, locale: "ru" | "en" = "ru", past = false) => readDay(typed, { locale, today, past });

  it("is read as people write it, in their language", () => {
    expect([read("25.11.2026"), read("1 дек"), read("вчера"), read("2026-02-01")]).toEqual(["2026-11-25", "2026-12-01", "2026-11-24", "2026-02-01"]);
    expect([read("11/30/2026", "en"), read("Dec 1", "en")]).toEqual(["2026-11-30", "2026-12-01"]);
    expect([read("31.02.2026"), read("25.11 14:30"), read("скоро"), read("")]).toEqual([null, null, null, null]);
  });

  it("without a year is the next such day, in a report the last", () => {
    expect([read("24.11"), read("24.11", "ru", true), read("26.11", "ru", true), read("25.11", "ru", true)]).toEqual(["2027-11-24", "2026-11-24", "2025-11-26", "2026-11-25"]);
  });

  it("is written as it is typed back", () => {
    for (const locale of ["ru", "en"] as const)
      for (let day = 0; day < 366; day += 1) {
        const wall = daysLater(wallOfDay("2026-01-01"), day);
        expect(read(writeDay(wall, locale), locale)).toBe(dayOf(wall));
      }
  });
});
