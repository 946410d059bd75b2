/** Durations as people say them: two units at most, the larger first. */

export type Unit = "s" | "min" | "h" | "d";

const DAY = 86_400;
const HOUR = 3_600;
const MINUTE = 60;

/** 163 -> [[2, "min"], [43, "s"]]; seconds are dropped past an hour, minutes past a day. */
export function durationParts(seconds: number): [number, Unit][] {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < MINUTE) return [[whole, "s"]];
  if (whole < HOUR) return pair([Math.floor(whole / MINUTE), "min"], [whole % MINUTE, "s"]);
  if (whole < DAY) return pair([Math.floor(whole / HOUR), "h"], [Math.floor((whole % HOUR) / MINUTE), "min"]);
  return pair([Math.floor(whole / DAY), "d"], [Math.floor((whole % DAY) / HOUR), "h"]);
}

function pair(large: [number, Unit], small: [number, Unit]): [number, Unit][] {
  return small[0] === 0 ? [large] : [large, small];
}

/** One unit, for narrow places such as a list row. */
export function shortPart(seconds: number): [number, Unit] {
  return durationParts(seconds)[0] ?? [0, "s"];
}
