import { describe, expect, it } from "vitest";
import { isMorning } from "@/app/firstScreen";
import { isTold } from "@/app/Morning";

const me = (opens_with: "inbox" | "morning", permissions = ["debts.read"]) => ({ operator: { id: "anna", opens_with }, permissions });

describe("the morning view comes first", () => {
  it("once a day, for whoever wants it", () => {
    expect(isMorning(me("morning"), false)).toBe(true);
    expect(isMorning(me("morning"), true)).toBe(false);
  });

  it("not for others, nor where debts are not for one", () => {
    expect(isMorning(me("inbox"), false)).toBe(false);
    expect(isMorning(me("morning", []), false)).toBe(false);
    expect(isMorning(null, false)).toBe(false);
  });
});

describe("the line above the inbox", () => {
  it("is there when somebody waits and the day's debts were not looked at", () => {
    expect(isTold({ overdue: 1, today: 0 }, false)).toBe(true);
    expect(isTold({ overdue: 0, today: 2 }, false)).toBe(true);
    expect(isTold({ overdue: 1, today: 0 }, true)).toBe(false);
    expect(isTold({ overdue: 0, today: 0 }, false)).toBe(false);
    expect(isTold(undefined, false)).toBe(false);
  });
});
