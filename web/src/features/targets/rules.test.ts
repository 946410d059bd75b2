import { describe, expect, it } from "vitest";
import { isWhole, NEW_TARGET, secondsOf, shareOf, standingOf, tiersOf, toneOf, typedAs } from "@/features/targets/rules";

describe("a time of the form", () => {
  it.each([
    [90, { count: 90, unit: "s" }],
    [900, { count: 15, unit: "min" }],
    [5400, { count: 90, unit: "min" }],
    [7200, { count: 2, unit: "h" }],
    [86_400, { count: 1, unit: "d" }],
  ])("shows %i s in the largest unit that leaves nothing over", (seconds, shown) => {
    expect(typedAs(seconds)).toEqual(shown);
  });

  it("comes back as it was typed, within what a target may have", () => {
    for (const unit of ["s", "min", "h", "d"] as const) expect(secondsOf(30, unit)).toBe(30 * { s: 1, min: 60, h: 3600, d: 86_400 }[unit]);
    expect(secondsOf(1, "s")).toBe(10);
    expect(secondsOf(1000, "d")).toBe(90 * 86_400);
  });
});

it("a target needs a name and at least one time", () => {
  expect(isWhole({ ...NEW_TARGET, name: " " })).toBe(false);
  expect(isWhole({ ...NEW_TARGET, name: "Чат", first_seconds: null })).toBe(true);
  expect(isWhole({ ...NEW_TARGET, name: "Чат", first_seconds: null, any_seconds: null })).toBe(false);
});

it("tiers other targets ask for are offered once each, in order", () => {
  expect(tiersOf([{ tier: "Опт" }, { tier: null }, { tier: "золото" }, { tier: "опт" }])).toEqual(["золото", "опт"]);
});

describe("a share", () => {
  it("is none while nothing was judged, and has no colour while it is of a few", () => {
    expect(shareOf({ kept: 0, broken: 0 })).toBeNull();
    expect(toneOf({ kept: 1, broken: 0, enough: false })).toBeUndefined();
  });

  it.each([
    [9, 1, "kept"],
    [8, 2, "soon"],
    [6, 4, "broken"],
  ] as const)("of %i kept and %i broken is %s", (kept, broken, tone) => {
    expect(toneOf({ kept, broken, enough: true })).toBe(tone);
  });
});

describe("a wait", () => {
  const due = "2026-11-28T10:10:00Z";
  const wait = { due_at: due, broken_at: null, ended_at: null, outcome: null };
  const at = (clock: string) => new Date(`2026-11-28T${clock}:00Z`);

  it("says how much is left, and by how much it is late as soon as the moment passed, before the server wrote it down", () => {
    expect(standingOf(wait, at("10:05"))).toEqual({ standing: "running", seconds: 300 });
    expect(standingOf(wait, at("10:12"))).toEqual({ standing: "late", seconds: 120 });
  });

  it("that ended says how much it had to spare or how late the answer was, whatever the time is now", () => {
    expect(standingOf({ ...wait, ended_at: "2026-11-28T10:04:00Z", outcome: "kept" }, at("20:00"))).toEqual({ standing: "kept", seconds: 360 });
    expect(standingOf({ ...wait, broken_at: due, ended_at: "2026-11-28T10:13:00Z", outcome: "broken" }, at("20:00"))).toEqual({ standing: "broken", seconds: 180 });
  });
});
