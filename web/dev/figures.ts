// Sample hours and speed for the mock.
import type { Hours, Speed, SpeedResponse } from "../src/shared/api/types";
import { CHANNELS, OPERATORS } from "./samples.ts";

const day = [{ opens: "09:00", closes: "21:00" }];

export const HOURS: Hours = { time_zone: "Europe/Moscow", week: [day, day, day, day, [{ opens: "09:00", closes: "13:00" }, { opens: "14:00", closes: "20:00" }], [{ opens: "10:00", closes: "18:00" }], []], exceptions: [{ date: "2026-12-31", intervals: [{ opens: "09:00", closes: "15:00" }], note: "Новогодний день" }, { date: "2027-01-01", intervals: [], note: "" }], autoresponder: { enabled: true, texts: { ru: "", en: "" } }, inherited: false };

const figures = (count: number, median_seconds: number | null, p90_seconds: number | null) => ({ count, enough: count >= 5, median_seconds, p90_seconds });

export const SPEED: Speed = {
  start: new Date(Date.now() - 7 * 86_400_000).toISOString(),
  end: new Date().toISOString(),
  first: { all: figures(214, 163, 840), in_hours: figures(190, 121, 540), out_of_hours: figures(24, 18_400, 36_000) },
  any: { all: figures(1280, 96, 600), in_hours: figures(1200, 88, 410), out_of_hours: figures(80, 9_000, 30_000) },
  by_channel: CHANNELS.map(({ id, kind, name }, index) => ({ channel_id: id, kind, name, first: figures([120, 60, 34][index] ?? 0, [74, 1860, 190][index] ?? null, [300, 7200, 900][index] ?? null), any: figures([700, 210, 370][index] ?? 0, [52, 1500, 130][index] ?? null, [240, 6400, 700][index] ?? null) })),
  by_operator: OPERATORS.slice(0, 3).map(({ id, name }, index) => ({ operator_id: id, name, photo_url: null, first: figures([110, 100, 3][index] ?? 0, [110, 240, null][index] ?? null, [500, 1100, null][index] ?? null), any: figures([640, 630, 4][index] ?? 0, [80, 115, null][index] ?? null, [400, 720, null][index] ?? null) })),
  waiting_now: { count: 7, longest_seconds: 2_940 },
};

export function speedResponses(): SpeedResponse[] {
  return Array.from({ length: 14 }, (_, index) => {
    const seconds = 40 + index * index * 21;
    const answered = Date.now() - index * 3_100_000;
    return { conversation_id: `00000000-0000-7000-8000-${String(index).padStart(12, "0")}`, id: String(index), conversation_number: 1204 - index, contact_name: ["Екатерина Воронцова", "Дмитрий", "Мария Ким"][index % 3] ?? "", message_id: String(index), first: index % 3 === 0, working_seconds: seconds, waiting_since: new Date(answered - seconds * 1000).toISOString(), answered_at: new Date(answered).toISOString(), seconds, operator_id: OPERATORS[index % 2]?.id ?? "", channel_id: CHANNELS[index % 3]?.id ?? "", in_hours: index % 5 !== 4 };
  });
}
