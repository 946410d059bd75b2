/** Times, sizes and counts in the person's language and zone. */
import { useI18n, type I18n } from "@/shared/i18n";
import { durationParts, shortPart, type Unit } from "@/shared/format/duration";

const DAY_SECONDS = 86_400;
const KIB = 1024;
/** 09:05 in Russian, 9:05 AM in English. */
export const HOURS = { ru: "2-digit", en: "numeric" } as const;

export interface Format {
  duration: (seconds: number) => string;
  durationShort: (seconds: number) => string;
  clock: (at: string | Date) => string;
  exact: (at: string | Date) => string;
  date: (at: string | Date) => string;
  /** "today", "yesterday", or the date. */
  day: (at: string | Date, now?: Date) => string;
  /** Relative up to a day, then the date. */
  ago: (at: string | Date, now?: Date) => string;
  size: (bytes: number) => string;
  number: (value: number) => string;
  /** Of so many hundredths: "83 %" in Russian, "83%" in English. */
  percent: (hundredths: number) => string;
  /** What stands after a number of percents in a field. */
  percentSign: string;
  /** How a field writes a long number. */
  separators: { thousandSeparator: string; decimalSeparator: string };
}

function makeFormat({ t, locale }: I18n): Format {
  const unit = ([count, name]: [number, Unit]) => t(`unit.${name}`, { n: count });
  const style = (options: Intl.DateTimeFormatOptions) => {
    const formatter = new Intl.DateTimeFormat(locale, options);
    return (at: string | Date) => formatter.format(new Date(at)).replace(/ (?=[AP]M$)/, "\u00a0");
  };
  const hour = HOURS[locale];
  const clock = style({ hour, minute: "2-digit" });
  const sameYear = style({ day: "numeric", month: "long" });
  const otherYear = style({ day: "numeric", month: "long", year: "numeric" });
  const date = (at: string | Date) => (isThisYear(at) ? sameYear(at) : otherYear(at));
  const exact = style({ day: "numeric", month: "long", year: "numeric", hour, minute: "2-digit", second: "2-digit" });
  const duration = (seconds: number) => durationParts(seconds).map(unit).join(" ");
  const durationShort = (seconds: number) => unit(shortPart(seconds));
  const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const percents = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
  return {
    duration,
    durationShort,
    clock,
    exact,
    date,
    day: (at, now = new Date()) => dayName(new Date(at), now, t) ?? date(at),
    ago: (at, now = new Date()) => ago(at, now, { t, durationShort, date }),
    size: (bytes) => size(bytes, t, numbers),
    number: (value) => numbers.format(value),
    percent: (hundredths) => percents.format(hundredths / 100),
    percentSign: percents.format(0).replace("0", ""),
    separators: separatorsOf(numbers),
  };
}

function separatorsOf(numbers: Intl.NumberFormat): Format["separators"] {
  const parts = numbers.formatToParts(12345.6);
  const part = (wanted: Intl.NumberFormatPartTypes) => parts.find(({ type }) => type === wanted)?.value ?? "";
  return { thousandSeparator: part("group"), decimalSeparator: part("decimal") };
}

function isThisYear(at: string | Date): boolean {
  return new Date(at).getFullYear() === new Date().getFullYear();
}

function dayName(at: Date, now: Date, t: I18n["t"]): string | null {
  const midnight = (value: Date) => new Date(value.getFullYear(), value.getMonth(), value.getDate()).getTime();
  const days = Math.round((midnight(now) - midnight(at)) / (DAY_SECONDS * 1000));
  if (days === 0) return t("time.today");
  return days === 1 ? t("time.yesterday") : null;
}

function ago(at: string | Date, now: Date, parts: Pick<Format, "durationShort" | "date"> & Pick<I18n, "t">): string {
  const seconds = (now.getTime() - new Date(at).getTime()) / 1000;
  if (seconds < 60) return parts.t("time.now");
  if (seconds < DAY_SECONDS) return parts.t("time.ago", { duration: parts.durationShort(seconds) });
  return parts.date(at);
}

function size(bytes: number, t: I18n["t"], numbers: Intl.NumberFormat): string {
  if (bytes < KIB) return t("unit.bytes", { n: bytes });
  if (bytes < KIB * KIB) return t("unit.kilobytes", { n: Math.round(bytes / KIB) });
  return t("unit.megabytes", { n: numbers.format(bytes / KIB / KIB) });
}

/** A formatter of Intl takes longer to make than to use, and every row of a list asks for the same. */
const made = new WeakMap<I18n, Format>();

export function useFormat(): Format {
  const i18n = useI18n();
  const format = made.get(i18n) ?? makeFormat(i18n);
  made.set(i18n, format);
  return format;
}
