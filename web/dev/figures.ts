// Sample hours and speed for the mock.
import type { Hours, Speed, SpeedBreakdown, SpeedResponse } from "../src/shared/api/types";
import { CHANNELS, OPERATORS } from "./samples.ts";

const day = [{ opens: "09:00", closes: "21:00" }];

export const HOURS: Hours = { time_zone: "Europe/Moscow", week: [day, day, day, day, [{ opens: "09:00", closes: "13:00" }, { opens: "14:00", closes: "20:00" }], [{ opens: "10:00", closes: "18:00" }], []], exceptions: [{ date: "2026-12-31", intervals: [{ opens: "09:00", closes: "15:00" }], note: "Новогодний день" }, { date: "2027-01-01", intervals: [], note: "" }], holidays: { country: "RU", region: "", short_eves: true, overruled: [] }, follows_team_id: null, autoresponder: { enabled: true, when_busy: false, texts: { ru: "", en: "" } }, inherited: false };

const figures = (count: number, median_seconds: number | null, p90_seconds: number | null) => ({ count, enough: count >= 5, median_seconds, p90_seconds, within_count: Math.round(count * 0.7) });
const HOUR = 3_600_000;

export const SPEED: Speed = {
  start: new Date(Date.now() - 168 * HOUR).toISOString(),
  end: new Date().toISOString(),
  time_zone: "Europe/Moscow",
  clock: "wall",
  target_seconds: 60,
  first: { all: figures(214, 163, 840), in_hours: figures(190, 121, 540), out_of_hours: figures(24, 18_400, 36_000) },
  any: { all: figures(1280, 96, 600), in_hours: figures(1200, 88, 410), out_of_hours: figures(80, 9_000, 30_000) },
  distribution: [[0, 15], [16, 30], [31, 60], [61, 120], [121, 300], [301, 600], [601, null]].map(([min, max], index) => ({ seconds_min: min ?? 0, seconds_max: max ?? null, count: [40, 110, 300, 410, 250, 120, 50][index] ?? 0, first_count: 20 })),
  before: { start: new Date(Date.now() - 336 * HOUR).toISOString(), end: new Date(Date.now() - 168 * HOUR).toISOString(), first: figures(200, 190, 900), any: figures(1100, 99, 640) },
  waiting_now: { count: 7, longest_seconds: 2_940 },
};

export function speedBreakdown(by: string): SpeedBreakdown {
  const group = (key: string, name: string, kind: string, median: number) => ({ key, name, kind, photo_url: null, first: figures(60, median, median * 4), any: figures(300, median, median * 3) });
  const groups = {
    channel: CHANNELS.map(({ id, kind, name }, index) => group(id, name, kind, [74, 1860, 190][index] ?? 60)),
    operator: OPERATORS.slice(0, 3).map(({ id, name }, index) => group(id, name, "", [110, 240, 90][index] ?? 60)),
    team: [],
    hour: Array.from({ length: 168 }, (_, hour) => group(String(hour), "", "", ((hour * 37) % 900) + 30)),
  }[by] ?? Array.from({ length: 14 }, (_, index) => group(new Date(Date.now() - (14 - index) * 24 * HOUR).toISOString().slice(0, 10), "", "", 90 + ((index * 53) % 120)));
  return { by, time_zone: "Europe/Moscow", groups };
}

export function speedResponses(): SpeedResponse[] {
  return Array.from({ length: 14 }, (_, index) => {
    const seconds = 40 + index * index * 21;
    const answered = Date.now() - index * 3_100_000;
    return { conversation_id: `00000000-0000-7000-8000-${String(index).padStart(12, "0")}`, id: String(index), conversation_number: 1204 - index, contact_name: ["Екатерина Воронцова", "Дмитрий", "Мария Ким"][index % 3] ?? "", message_id: String(index), first: index % 3 === 0, working_seconds: seconds, waiting_since: new Date(answered - seconds * 1000).toISOString(), answered_at: new Date(answered).toISOString(), seconds, team_id: null, operator_id: OPERATORS[index % 2]?.id ?? "", channel_id: CHANNELS[index % 3]?.id ?? "", in_hours: index % 5 !== 4 };
  });
}
