/** Where the points of the trend lie; those that are not sure are left out rather than drawn wrong. */
import type { SpeedGroup } from "@/shared/api/types";

export const WIDTH = 1000;
export const HEIGHT = 160;
const ROOM = 8;

export interface Point {
  key: string;
  x: number;
  y: number;
  seconds: number;
}

export function drawn(groups: SpeedGroup[]): { points: Point[]; top: number } {
  const sure = groups.flatMap(({ key, first }) => (first.enough && first.median_seconds !== null ? [{ key, at: Date.parse(key), seconds: first.median_seconds }] : []));
  const top = Math.max(1, ...sure.map(({ seconds }) => seconds));
  const start = sure[0]?.at ?? 0;
  const span = Math.max(1, (sure.at(-1)?.at ?? 0) - start);
  const points = sure.map(({ key, at, seconds }) => ({
    key,
    seconds,
    x: sure.length === 1 ? WIDTH / 2 : ROOM + ((at - start) / span) * (WIDTH - 2 * ROOM),
    y: HEIGHT - ROOM - (seconds / top) * (HEIGHT - 2 * ROOM),
  }));
  return { points, top };
}
