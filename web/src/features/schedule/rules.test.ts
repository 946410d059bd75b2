import { describe, expect, it } from "vitest";
import { nextInterval, overlaps, readClock, USUAL } from "@/features/schedule/rules";

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
