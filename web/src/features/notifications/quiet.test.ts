import { describe, expect, it } from "vitest";
import { isQuiet } from "@/features/notifications/quiet";

const NIGHT = new Date("2026-03-02T23:30:00Z");
const NOON = new Date("2026-03-02T09:00:00Z");
const CHOICE = { quiet: true, quiet_from: 22 * 60, quiet_to: 8 * 60, time_zone: "Europe/Moscow" };

describe("quiet time", () => {
  it.each([
    [NIGHT, CHOICE, true],
    [NOON, CHOICE, false],
    [NIGHT, { ...CHOICE, time_zone: "America/New_York" }, false],
    [NIGHT, { ...CHOICE, quiet: false }, false],
    [NOON, { ...CHOICE, quiet_from: 720, quiet_to: 780 }, true],
  ])("is by the person's own clock", (at, choice, quiet) => {
    expect(isQuiet(choice, at)).toBe(quiet);
  });
});
