import { expect, it } from "vitest";
import type { Figures, SpeedGroup } from "@/shared/api/types";
import { drawn, HEIGHT, WIDTH } from "@/features/speed/trend";

const figures = (median: number | null, enough = true): Figures => ({ count: enough ? 9 : 2, enough, median_seconds: median, p90_seconds: median, within_count: 0 });
const day = (key: string, median: number | null, enough = true): SpeedGroup => ({ key, name: "", kind: "", photo_url: null, first: figures(median, enough), any: figures(median) });

it("leaves out days that are not sure and keeps their room", () => {
  const { points, top } = drawn([day("2026-11-01", 60), day("2026-11-02", 9000, false), day("2026-11-03", 120)]);
  expect(points.map(({ key }) => key)).toEqual(["2026-11-01", "2026-11-03"]);
  expect(top).toBe(120);
  expect(points.every(({ x, y }) => x >= 0 && x <= WIDTH && y >= 0 && y <= HEIGHT)).toBe(true);
});

it("puts a single day in the middle and draws nothing of nothing", () => {
  expect(drawn([day("2026-11-01", 60)]).points[0]?.x).toBe(WIDTH / 2);
  expect(drawn([]).points).toEqual([]);
});
