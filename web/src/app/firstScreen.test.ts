import { describe, expect, it } from "vitest";
import { isMorning } from "@/app/firstScreen";

const TODAY = "Sat Nov 28 2026";
const YESTERDAY = "Fri Nov 27 2026";
const me = (opens_with: "inbox" | "morning", permissions = ["debts.read"]) => ({ operator: { id: "anna", opens_with }, permissions });

describe("the morning view comes first", () => {
  it("once a day, for whoever wants it", () => {
    expect(isMorning(me("morning"), TODAY, "")).toBe(true);
    expect(isMorning(me("morning"), TODAY, YESTERDAY)).toBe(true);
    expect(isMorning(me("morning"), TODAY, TODAY)).toBe(false);
  });

  it("not for others, nor where debts are not for one", () => {
    expect(isMorning(me("inbox"), TODAY, "")).toBe(false);
    expect(isMorning(me("morning", []), TODAY, "")).toBe(false);
    expect(isMorning(null, TODAY, "")).toBe(false);
  });
});
