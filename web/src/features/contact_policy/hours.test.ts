import { describe, expect, it } from "vitest";
import { choices, clockOf, isAlways, runs, toldIn, USUAL, type Week } from "@/features/contact_policy/hours";

const always: Week = Array.from({ length: 7 }, () => ({ opens: 0, closes: 1440 }));

describe("hours of a week", () => {
  it("are written as a clock shows them, to the end of the day", () => {
    expect([0, 545, 1440].map(clockOf)).toEqual(["00:00", "09:05", "24:00"]);
  });

  it("are chosen by half hours, and what stands there can be kept", () => {
    expect(choices(545, 540, 600)).toEqual([540, 545, 570, 600]);
  });

  it("are told by runs of days that are alike", () => {
    const week: Week = [USUAL, USUAL, USUAL, USUAL, USUAL, null, null];
    expect(runs(week)).toEqual([
      [0, 4, USUAL],
      [5, 6, null],
    ]);
  });

  it("are no limit when all of the week is open", () => {
    expect(isAlways(always)).toBe(true);
    expect(isAlways(always.with(3, USUAL))).toBe(false);
  });

  it("are told at the person's own clock", () => {
    expect(toldIn("Asia/Novosibirsk", "ru", "2026-03-02T17:30:00Z")).toContain("00:30");
  });
});
