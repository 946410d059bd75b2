import { expect, it } from "vitest";
import { figureOf, narrowOf, partOf } from "@/features/targets/report";

it.each([
  [figureOf("broken"), { outcome: "broken" }],
  [figureOf("judged", "first"), { outcome: "judged", first: true }],
  [figureOf("kept", "operator", "a-1"), { outcome: "kept", operator_id: "a-1" }],
  [figureOf("broken", "operator", null), { outcome: "broken", nobody: true }],
  [figureOf("judged", "team", null), { outcome: "judged", no_team: true }],
  [figureOf("judged", "target", null), { outcome: "judged", no_target: true }],
  [figureOf("judged", "week", "2026-11-23"), { outcome: "judged", week: "2026-11-23" }],
  [figureOf("broken", "hour", "34"), { outcome: "broken", weekday: 1, hour: 10 }],
  [figureOf("kept", "channel", "c-1"), { outcome: "kept", channel_id: "c-1" }],
])("the figure %s opens its own waits", (figure, part) => {
  expect(partOf(figure)).toEqual(part);
});

it("solutions are a part of the address, answers are told without it", () => {
  const now = new Date(2026, 10, 28);
  expect([narrowOf({ part: "solved" }, now).solving, narrowOf({}, now).solving]).toEqual([true, undefined]);
});

it("without dates looks four whole weeks back, and a date ends with its day", () => {
  const now = new Date(2026, 10, 28, 15, 30);
  expect(narrowOf({}, now).from).toBe(new Date(2026, 9, 31).toISOString());
  expect(narrowOf({ to: "2026-11-20" }, now)).toMatchObject({ from: undefined, to: new Date(2026, 10, 20, 23, 59, 59).toISOString() });
});
