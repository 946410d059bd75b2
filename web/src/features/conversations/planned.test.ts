import { describe, expect, it } from "vitest";
import { plannedChoices, sayMoment } from "@/features/conversations/planned";

const said = (now: Date) => plannedChoices(now).map(({ title }) => title.replace("planned.quick.", ""));

describe("the moments an answer is offered for", () => {
  it("stand soonest first", () => {
    expect(said(new Date(2026, 10, 25, 11, 20))).toEqual(["hour", "evening", "tomorrow", "afternoon", "monday"]);
  });

  it("leave out this evening once it has come", () => {
    expect(said(new Date(2026, 10, 25, 18, 0))).not.toContain("evening");
  });

  it("offer Monday once on a Sunday, as tomorrow", () => {
    expect(said(new Date(2026, 10, 29, 12, 0))).toEqual(["hour", "evening", "tomorrow", "afternoon"]);
  });

  it("are all in the future, at any hour of a week", () => {
    for (let hour = 0; hour < 168; hour += 1) {
      const now = new Date(2026, 10, 23, hour, 30);
      const moments = plannedChoices(now).map(({ at }) => at.getTime());
      expect(moments.every((at) => at > now.getTime())).toBe(true);
      expect(new Set(moments).size).toBe(moments.length);
    }
  });
});

it("says a moment with its weekday", () => {
  expect(sayMoment(new Date(2026, 10, 26, 9, 0), "ru")).toMatch(/^чт, 26 ноября.* 09:00$/u);
});
