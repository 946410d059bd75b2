/** Moments as people write them: wall time in a zone there and back, read from typed words, written for editing. Pure. */
import type { Locale } from "@/shared/i18n/catalogue";

export interface Wall {
  year: number;
  /** 1 to 12. */
  month: number;
  day: number;
  hour: number;
  minute: number;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const DEFAULT_HOUR = 9;

export function ownZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** What the clock on the wall of `zone` shows at this moment. */
export function wallOf(at: Date, zone: string): Wall {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric" }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((one) => one.type === type)?.value);
  return { year: part("year"), month: part("month"), day: part("day"), hour: part("hour"), minute: part("minute") };
}

/** The moment at which the wall shows this; an hour the clocks jump over is moved forward, a doubled one is the first. */
export function momentOf(wall: Wall, zone: string): Date {
  const asUtc = utcOf(wall);
  const [before, after] = [asUtc - DAY_MS, asUtc + DAY_MS].map((near) => asUtc - offsetAt(near, zone)) as [number, number];
  const hits = [before, after].filter((at) => at + offsetAt(at, zone) === asUtc);
  return new Date(hits.length > 0 ? Math.min(...hits) : Math.max(before, after));
}

function utcOf({ year, month, day, hour, minute }: Wall): number {
  return Date.UTC(year, month - 1, day, hour, minute);
}

function offsetAt(at: number, zone: string): number {
  return utcOf(wallOf(new Date(at), zone)) - Math.floor(at / MINUTE_MS) * MINUTE_MS;
}

/** The same wall time so many days later. */
export function daysLater(wall: Wall, days: number): Wall {
  const moved = new Date(utcOf(wall) + days * DAY_MS);
  return { ...wall, year: moved.getUTCFullYear(), month: moved.getUTCMonth() + 1, day: moved.getUTCDate() };
}

export function monthsLater(wall: Wall, months: number): Wall {
  const first = new Date(Date.UTC(wall.year, wall.month - 1 + months, 1));
  const [year, month] = [first.getUTCFullYear(), first.getUTCMonth() + 1];
  return { ...wall, year, month, day: Math.min(wall.day, daysIn(year, month)) };
}

export function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** 0 is Monday. */
export function weekdayOf({ year, month, day }: Pick<Wall, "year" | "month" | "day">): number {
  return (new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7;
}

/** So many days from now at this hour; for quick choices such as "tomorrow at nine". */
export function atHour(now: Date, { days, hour, zone = ownZone() }: { days: number; hour: number; zone?: string }): Date {
  return momentOf({ ...daysLater(wallOf(now, zone), days), hour, minute: 0 }, zone);
}

/** The nearest such weekday after today (0 is Monday) at this hour. */
export function nextWeekday(now: Date, { weekday, hour, zone = ownZone() }: { weekday: number; hour: number; zone?: string }): Date {
  const today = wallOf(now, zone);
  return momentOf({ ...daysLater(today, ((weekday - weekdayOf(today) + 6) % 7) + 1), hour, minute: 0 }, zone);
}

const two = (value: number) => String(value).padStart(2, "0");

export function writeTime({ hour, minute }: Pick<Wall, "hour" | "minute">, locale: Locale): string {
  if (locale === "ru") return `${two(hour)}:${two(minute)}`;
  return `${hour % 12 || 12}:${two(minute)} ${hour < 12 ? "AM" : "PM"}`;
}

/** As it is typed back: 25.11.2026 in Russian, 11/25/2026 in English. */
export function writeDay({ year, month, day }: Pick<Wall, "year" | "month" | "day">, locale: Locale): string {
  return locale === "ru" ? `${two(day)}.${two(month)}.${year}` : `${month}/${day}/${year}`;
}

/** As it is typed back: 25.11.2026 14:30 in Russian, 11/25/2026 2:30 PM in English. */
export function writeMoment(at: Date, locale: Locale, zone: string): string {
  const wall = wallOf(at, zone);
  return `${writeDay(wall, locale)} ${writeTime(wall, locale)}`;
}

/** The ISO date of a wall's day, and back (at midnight). */
export function dayOf({ year, month, day }: Pick<Wall, "year" | "month" | "day">): string {
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
}

export function wallOfDay(iso: string): Wall {
  const [year = 0, month = 1, day = 1] = iso.split("-").map(Number);
  return { year, month, day, hour: 0, minute: 0 };
}

/** "25.11", "11/25/2026", "28 ноя", "yesterday" as an ISO date; null when it says no day.
 *  Without a year the next such day is meant, or with `past` the last one. */
export function readDay(typed: string, { locale, today, past = false }: { locale: Locale; today: Wall; past?: boolean }): string | null {
  const found = takeDay(typed.trim().toLocaleLowerCase(), locale, today);
  if (!found.day || found.rest) return null;
  const said = dayOf(found.day);
  const wrongSide = past ? said > dayOf(today) : said < dayOf(today);
  if (found.exact || !wrongSide) return said;
  const year = found.day.year + (past ? -1 : 1);
  return dayOf({ ...found.day, year, day: Math.min(found.day.day, daysIn(year, found.day.month)) });
}

export interface Reading {
  locale: Locale;
  zone: string;
  now: Date;
}

/** "25.11 14:30", "11/25 2:30 pm", "tomorrow 9", "28 ноя", "18:00"; null when it says no moment.
 *  Without a year the next such day is meant, without a day the next such hour, without an hour nine in the morning. */
export function readMoment(typed: string, { locale, zone, now }: Reading): Date | null {
  const today = wallOf(now, zone);
  const found = takeDay(typed.trim().toLocaleLowerCase(), locale, today);
  const time = found.rest ? readTime(found.rest) : found.day && { hour: DEFAULT_HOUR, minute: 0 };
  if (!time) return null;
  const day = found.day ?? today;
  const moment = momentOf({ ...day, ...time }, zone);
  if (moment > now || found.exact) return moment;
  if (!found.day) return momentOf({ ...daysLater(today, 1), ...time }, zone);
  return sameDay(found.day, today) ? moment : momentOf({ ...found.day, ...time, year: found.day.year + 1 }, zone);
}

function sameDay(left: Wall, right: Wall): boolean {
  return left.year === right.year && left.month === right.month && left.day === right.day;
}

interface Taken {
  day: Wall | null;
  /** The year was said, or a word that needs none. */
  exact: boolean;
  rest: string;
}

const ISO = /^(\d{4})-(\d{1,2})-(\d{1,2})(?=$|[\st,])/;
const DOTTED = /^(\d{1,2})\.(\d{1,2})(?:\.(\d{4}|\d{2}))?\.?(?=$|[\s,])/;
const SLASHED = /^(\d{1,2})\/(\d{1,2})(?:\/(\d{4}|\d{2}))?(?=$|[\s,])/;
const DAY_FIRST = /^(\d{1,2})\s*([a-zа-яё]{3,})\.?(?:,?\s+(\d{4})(?:\s*г\.?)?)?(?=$|[\s,])/;
const MONTH_FIRST = /^([a-zа-яё]{3,})\.?\s*(\d{1,2})(?:,?\s+(\d{4}))?(?=$|[\s,])/;
const WORDS: [RegExp, number][] = [
  [/^(?:сегодня|today)/, 0],
  [/^(?:послезавтра|day after tomorrow)/, 2],
  [/^(?:завтра|tomorrow)/, 1],
  [/^(?:вчера|yesterday)/, -1],
];
const MONTHS = [/^(?:янв|jan)/, /^(?:фев|feb)/, /^(?:мар|mar)/, /^(?:апр|apr)/, /^(?:ма[йя]|may)/, /^(?:июн|jun)/, /^(?:июл|jul)/, /^(?:авг|aug)/, /^(?:сен|sep)/, /^(?:окт|oct)/, /^(?:ноя|nov)/, /^(?:дек|dec)/];

function takeDay(text: string, locale: Locale, today: Wall): Taken {
  const word = WORDS.find(([pattern]) => pattern.test(text));
  if (word) return { day: daysLater(today, word[1]), exact: true, rest: after(text, text.match(word[0])?.[0] ?? "") };
  const said = spoken(text, locale);
  if (!said) return { day: null, exact: false, rest: text };
  const year = said.year === undefined ? today.year : said.year < 100 ? 2000 + said.year : said.year;
  const real = said.month >= 1 && said.month <= 12 && said.day >= 1 && said.day <= daysIn(said.year === undefined ? 2024 : year, said.month);
  if (!real) return { day: null, exact: false, rest: text };
  return { day: { ...today, year, month: said.month, day: said.day }, exact: said.year !== undefined, rest: after(text, said.whole) };
}

interface Spoken {
  whole: string;
  day: number;
  month: number;
  year: number | undefined;
}

function spoken(text: string, locale: Locale): Spoken | null {
  const order = { iso: [3, 2, 1], dayFirst: [1, 2, 3], monthFirst: [2, 1, 3] } as const;
  const patterns: [RegExp, readonly [number, number, number]][] = [
    [ISO, order.iso],
    [DOTTED, order.dayFirst],
    [SLASHED, locale === "ru" ? order.dayFirst : order.monthFirst],
    [DAY_FIRST, order.dayFirst],
    [MONTH_FIRST, order.monthFirst],
  ];
  for (const [pattern, [day, month, year]] of patterns) {
    const match = pattern.exec(text);
    if (!match) continue;
    const number = monthNumber(match[month] ?? "");
    if (number > 0) return { whole: match[0], day: Number(match[day]), month: number, year: match[year] === undefined ? undefined : Number(match[year]) };
  }
  return null;
}

function monthNumber(said: string): number {
  return /^\d+$/.test(said) ? Number(said) : MONTHS.findIndex((pattern) => pattern.test(said)) + 1;
}

function after(text: string, taken: string): string {
  return text.slice(taken.length).replace(/^(?:[\s,]|t(?=\d)|(?:в|at)\s)+/, "").trim();
}

const TIME = /^(?:в |at )?(\d{1,2})(?:[:.](\d{2}))?(?::\d{2})?\s*(a\.?m\.?|p\.?m\.?|утра|дня|вечера|ч\.?)?$/;

/** "14:30", "2:30 pm", "9", "9 утра"; null when it is no time of day. */
export function readTime(typed: string): Pick<Wall, "hour" | "minute"> | null {
  const match = TIME.exec(typed.trim().toLocaleLowerCase());
  if (!match) return null;
  const hour = hourOf(Number(match[1]), (match[3] ?? "").replaceAll(".", ""));
  const minute = Number(match[2] ?? 0);
  return hour === null || minute > 59 ? null : { hour, minute };
}

function hourOf(said: number, half: string): number | null {
  if (half === "am" || half === "pm") return said < 1 || said > 12 ? null : (said % 12) + (half === "pm" ? 12 : 0);
  if (said > 23) return null;
  return half === "дня" || half === "вечера" ? (said % 12) + 12 : said;
}
