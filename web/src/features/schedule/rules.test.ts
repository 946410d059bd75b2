import { describe, expect, it } from "vitest";
import { datesBetween, nextInterval, overlaps, planOf, readClock, USUAL, withExceptions } from "@/features/schedule/rules";
import type { Hours } from "@/shared/api/types";

describe("a day's intervals", () => {
  it("begin with usual hours", () => {
    expect(nextInterval([])).toEqual(USUAL);
  });

  it("go on an hour after the last one", () => {
    expect(nextInterval([{ opens: "09:00", closes: "13:00" }])).toEqual({ opens: "14:00", closes: "18:00" });
  });

  it("leave no room after a night shift", () => {
    expect(nextInterval([{ opens: "22:00", closes: "06:00" }])).toBeNull();
  });

  it("may touch but not run into each other", () => {
    expect(overlaps([{ opens: "09:00", closes: "13:00" }, { opens: "13:00", closes: "18:00" }])).toBe(false);
    expect(overlaps([{ opens: "09:00", closes: "14:00" }, { opens: "13:00", closes: "18:00" }])).toBe(true);
  });

  it("collide with a night shift that begins before them", () => {
    expect(overlaps([{ opens: "10:00", closes: "02:00" }, { opens: "20:00", closes: "22:00" }])).toBe(true);
  });
});

describe("a typed clock", () => {
  it.each([
    ["9", "09:00"],
    ["9.30", "09:30"],
    ["0930", "09:30"],
    ["24:00", "24:00"],
    ["18:05", "18:05"],
  ])("“%s” is read as %s", (typed, clock) => {
    expect(readClock(typed)).toBe(clock);
  });

  it.each(["", "25:00", "9:75", "noon"])("“%s” is refused", (typed) => {
    expect(readClock(typed)).toBeNull();
  });
});

describe("a day of the year", () => {
  const hours: Hours = {
    time_zone: "Europe/Moscow",
    week: [[USUAL], [USUAL], [USUAL], [USUAL], [USUAL], [], []],
    exceptions: [{ date: "2026-06-13", intervals: [USUAL], note: "Ярмарка" }],
    holidays: { country: "RU", region: "", short_eves: true, overruled: ["2026-05-01"] },
    autoresponder: { enabled: false, when_busy: false, texts: { ru: "", en: "" } },
    inherited: false,
    follows_team_id: null,
  };
  const holidays = [
    { date: "2026-04-30", name: "Праздник труда", short: true },
    { date: "2026-05-01", name: "Праздник труда", short: false },
    { date: "2026-06-11", name: "День России", short: true },
    { date: "2026-06-12", name: "День России", short: false },
  ];

  it.each([
    ["2026-06-10", "usual", 1],
    ["2026-06-11", "short", 1],
    ["2026-06-12", "holiday", 0],
    ["2026-06-13", "exception", 1],
    ["2026-06-14", "usual", 0],
    ["2026-05-01", "usual", 1],
    ["2026-04-30", "usual", 1],
  ])("%s is %s", (date, kind, intervals) => {
    const plan = planOf(date, hours, holidays);
    expect([plan.kind, plan.intervals.length]).toEqual([kind, intervals]);
  });

  it("stands in a range, both ends included", () => {
    expect(datesBetween("2026-12-30", "2027-01-02")).toEqual(["2026-12-30", "2026-12-31", "2027-01-01", "2027-01-02"]);
    expect(datesBetween("2027-01-02", "2026-12-30")).toEqual([]);
  });

  it("has one exception, the last one set", () => {
    const items = withExceptions(hours.exceptions, ["2026-06-12", "2026-06-13"], { intervals: [], note: "Отпуск" });
    expect(items.map(({ date, note }) => [date, note])).toEqual([["2026-06-12", "Отпуск"], ["2026-06-13", "Отпуск"]]);
  });
});
