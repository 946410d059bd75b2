import { describe, expect, it } from "vitest";
import { snoozeChoices } from "@/features/conversations/snooze";

const titles = (now: Date) => snoozeChoices(now).map(({ title }) => title);

describe("when a conversation may come back", () => {
  it("offers no evening in the evening", () => {
    expect(titles(new Date(2026, 10, 25, 10))).toContain("snooze.evening");
    expect(titles(new Date(2026, 10, 25, 19))).not.toContain("snooze.evening");
  });

  it("offers the coming Monday once, on Sunday as tomorrow", () => {
    const sunday = snoozeChoices(new Date(2026, 10, 29, 12));
    expect(sunday.filter(({ at }) => at.getDay() === 1)).toHaveLength(1);
  });

  it("means the next Monday when today is one", () => {
    const monday = new Date(2026, 10, 30, 8);
    expect(snoozeChoices(monday).every(({ at }) => at > monday)).toBe(true);
    expect(snoozeChoices(monday).at(-1)?.at).toEqual(new Date(2026, 11, 7, 9));
  });
});
