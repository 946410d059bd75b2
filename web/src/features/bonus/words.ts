/** Money, points and the arithmetic of a share in words. Pure: a figure here is one the server sent, or follows from them. */
import type { BonusBoard, BonusLine, BonusPart } from "@/shared/api/types";
import type { Format } from "@/shared/format";
import { sum } from "@/shared/format/money";
import type { I18n, Key, Locale } from "@/shared/i18n";

const SCORE_MAX = 100;
/** A load below this is as usual. */
const LOADED = 1.05;

type Say = Pick<I18n, "t" | "locale">;

export function money(minor: number, currency: string, locale: Locale): string {
  return sum(minor, currency, locale, { coins: true });
}

/** 7142 -> "71,42". */
export function points(score: number, locale: Locale): string {
  return decimal(score / 100, locale, 2);
}

export function decimal(value: number, locale: Locale, digits: number): string {
  return new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
}

export function percent(share: number, locale: Locale, digits = 0): string {
  return new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: digits }).format(share);
}

/** The share of the pool, step by step: what is multiplied, of how much together, what it makes. */
export function arithmetic(line: BonusLine, board: BonusBoard, { t, locale }: Say): string {
  const { terms, weights } = board;
  if (line.place === null || line.weight === null || line.weight === undefined || weights === 0) return "";
  const amount = money(line.amount_minor ?? 0, terms.currency, locale);
  const share = percent(line.weight / weights, locale, 2);
  const pool = money(terms.pool_minor, terms.currency, locale);
  const whole = (value: number) => new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(value);
  const score = points(line.score ?? 0, locale);
  if (terms.split === "places") return t("bonus.math.places", { percent: whole(line.weight), together: whole(weights), share, pool, amount });
  const scaled = { weight: whole(line.weight / 100), together: whole(weights / 100), share, pool, amount, score };
  if (terms.split === "score") return t("bonus.math.score", scaled);
  return t("bonus.math.score_and_work", { ...scaled, work: whole(line.work ?? 0) });
}

/** Why the operator has this place and this money, a sentence each. */
export function explained(line: BonusLine, board: BonusBoard, format: Format, say: Say): string[] {
  const { t, locale } = say;
  return [
    refusalOf(line, board, say),
    partOf("bonus.why.first", line.first, format, say),
    partOf("bonus.why.any", line.any, format, say),
    scoreOf(line, board, say),
    (line.load ?? 1) >= LOADED ? t("bonus.why.load", { load: decimal(line.load ?? 1, locale, 2) }) : "",
    ...marksOf(line, board, say),
    ratingOf(line, board, say),
    line.closings ? t("bonus.why.closings", { reopened: line.reopened ?? 0, closings: line.closings, max: board.terms.reopened_percent_max }) : "",
    arithmetic(line, board, say),
  ].filter(Boolean);
}

function refusalOf(line: BonusLine, { terms }: BonusBoard, { t, locale }: Say): string {
  if (!line.refused) return "";
  const params = { answers: line.answers ?? 0, min: terms.answers_min, rating: decimal(terms.rating_min, locale, 1), percent: terms.reopened_percent_max };
  return t(`bonus.refused.${line.refused}` as Key, params);
}

function partOf(key: "bonus.why.first" | "bonus.why.any", part: BonusPart | null | undefined, format: Format, { t, locale }: Say): string {
  if (!part || part.share === null || part.median_seconds === null || part.usual_seconds === null) return "";
  return t(key, { median: format.duration(part.median_seconds), usual: format.duration(part.usual_seconds), share: percent(part.share, locale, 1), count: part.answers });
}

function scoreOf(line: BonusLine, { terms }: BonusBoard, { t, locale }: Say): string {
  const any = line.any?.share;
  if (line.score === null || any === null || any === undefined) return "";
  const first = line.first?.share ?? any;
  const each = (share: number) => points(Math.floor((100 * SCORE_MAX) / (1 + share)), locale);  // as the server counts: never up
  const params = { first: each(first), any: each(any), first_percent: terms.first_percent, any_percent: 100 - terms.first_percent, score: points(line.score, locale) };
  return t("bonus.why.score", params);
}

function marksOf({ marks, any }: BonusLine, { terms }: BonusBoard, { t }: Say): string[] {
  if (!marks) return [];
  const told = (["tiny", "many", "own", "closed"] as const).filter((mark) => marks[mark] > 0);
  if (told.length === 0) return [];
  const each = told.map((mark) => t(`bonus.mark.${mark}`, { count: marks[mark], letters: terms.letters_min, max: terms.contact_day_max }));
  return [`${t("bonus.why.marks", { slow: any?.slow_marked ?? 0 })} ${each.join("; ")}.`];
}

function ratingOf(line: BonusLine, { terms }: BonusBoard, { t, locale }: Say): string {
  if (!line.rated || line.rating_average === null || line.rating_average === undefined) return "";
  return t("bonus.why.rating", { average: decimal(line.rating_average, locale, 1), count: line.rated, min: decimal(terms.rating_min, locale, 1) });
}

/** The last so many months, this one first. */
export function lastMonths(now: Date, count: number): string[] {
  return Array.from({ length: count }, (_, back) => {
    const month = new Date(Date.UTC(now.getFullYear(), now.getMonth() - back, 1));
    return month.toISOString().slice(0, 7);
  });
}

export function monthName(month: string, locale: Locale): string {
  const name = new Intl.DateTimeFormat(locale, { month: "long", year: "numeric", timeZone: "UTC" }).format(new Date(`${month}-01T00:00:00Z`));
  return name.charAt(0).toLocaleUpperCase(locale) + name.slice(1).replace(" г.", "\u00a0г.");
}
