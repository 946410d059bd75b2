import { describe, expect, it } from "vitest";
import { durationParts, shortPart } from "@/shared/format/duration";

describe("a duration", () => {
  it.each([
    [0, [[0, "s"]]],
    [59.4, [[59, "s"]]],
    [60, [[1, "min"]]],
    [163, [[2, "min"], [43, "s"]]],
    [3_600, [[1, "h"]]],
    [5_400, [[1, "h"], [30, "min"]]],
    [90_000, [[1, "d"], [1, "h"]]],
  ])("of %d seconds is said in two units at most", (seconds, parts) => {
    expect(durationParts(seconds)).toEqual(parts);
  });

  it("never goes below zero when clocks disagree", () => {
    expect(durationParts(-5)).toEqual([[0, "s"]]);
  });

  it("is one unit in a narrow place", () => {
    expect(shortPart(163)).toEqual([2, "min"]);
  });
});
