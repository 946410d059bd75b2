import { expect, it } from "vitest";
import type { BonusBoard, BonusLine } from "@/shared/api/types";
import type { Format } from "@/shared/format";
import { phrase, type Catalogue } from "@/shared/i18n/catalogue";
import ru from "@/shared/i18n/ru.json";
import { arithmetic, explained, lastMonths, money, monthName, points } from "@/features/bonus/words";

const say = { locale: "ru" as const, t: (key: keyof typeof ru, params = {}) => phrase((ru as Catalogue)[key] ?? key, "ru", params) };
const format = { duration: (seconds: number) => `${seconds} с`, number: String } as unknown as Format;
const part = { answers: 3, slow_marked: 0, median_seconds: 120, usual_seconds: 300, share: 0.4 };
const line: BonusLine = { operator_id: "a", name: "Анна", place: 1, refused: "", score: 7142, first: part, any: part, answers: 3, work: 3, load: 1, marks: { own: 0, tiny: 2, many: 0, closed: 1 }, rated: 6, rating_average: 4.75, closings: 10, reopened: 1, weight: 21_426, amount_minor: 5625 };
const terms = { pool_minor: 10_001, currency: "RUB", split: "score_and_work", place_percents: [50, 30, 20], first_percent: 70, answers_min: 2, letters_min: 15, contact_day_max: 5, rating_min: 4, reopened_percent_max: 30, reopened_within_hours: 48, norm_seconds: 300, mail_norm_seconds: 14_400, channel_weights: [], left_out_ids: [], shown: "places" } as const;
const board = { month: "2026-03", terms, weights: 38_091, lines: [line], sees: "everything" } as unknown as BonusBoard;
const plain = (text: string) => text.replaceAll(/\s/g, " ");

it("says the share of the pool step by step", () => {
  expect(plain(arithmetic(line, board, say))).toBe("71,42 балла × 3 ответов с весом каналов = 214,26 из 380,91, это 56,25 % от 100,01 ₽ = 56,25 ₽");
});

it("says it by places and by points as well", () => {
  const by = (split: string) => ({ ...board, terms: { ...terms, split }, weights: split === "places" ? 80 : 12_697 }) as unknown as BonusBoard;
  expect(plain(arithmetic({ ...line, weight: 50 }, by("places"), say))).toContain("50 % за место из 80 %, это 62,5 %");
  expect(plain(arithmetic({ ...line, weight: 7142 }, by("score"), say))).toContain("71,42 балла из 126,97, это 56,25 %");
});

it("has no arithmetic for whoever has no place", () => {
  expect(arithmetic({ ...line, place: null, weight: null }, board, say)).toBe("");
});

it("explains the points from their two parts, and names what is marked", () => {
  const told = explained(line, board, format, say).map(plain);
  expect(told).toContain("Баллы: 71,42 за первый ответ с весом 70 % и 71,42 за любой с весом 30 %, вместе 71,42.");
  expect(told.some((one) => one.includes("2 короче 15 букв; 1 закрытие без ответа."))).toBe(true);
  expect(told).toContain("Средняя оценка 4,8 (6 оценок), порог 4,0.");
});

it("says first why there is no place", () => {
  expect(explained({ ...line, place: null, refused: "too_few", answers: 1 }, board, format, say)[0]).toBe("Засчитано ответов: 1. Место даётся от 2.");
});

it("knows money without a small coin", () => {
  expect(plain(money(1500, "JPY", "en"))).toBe("¥1,500");
  expect(points(5000, "en")).toBe("50.00");
});

it("counts months back over the new year", () => {
  expect(lastMonths(new Date(2026, 0, 31), 3)).toEqual(["2026-01", "2025-12", "2025-11"]);
  expect(monthName("2026-03", "ru")).toBe("Март 2026\u00a0г.");
});
