/** Words, plurals and times in the visitor's language and zone; all forms come from `Intl`, none from rules of our own. */
import { locale, type Locale } from "./bridge";
import { en } from "./locales/en";
import { ru } from "./locales/ru";

export type Words = typeof ru;
export type Params = Record<string, string | number>;

const CATALOGUES: Record<Locale, Record<keyof Words, string>> = { ru, en };
/** Order in which a catalogue lists its plural forms. */
const FORMS: Record<Locale, readonly Intl.LDMLPluralRule[]> = { ru: ["one", "few", "many"], en: ["one", "other"] };
const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

let spoken: Locale = locale;

/** For tests and for whoever switches the language while it runs. */
export function speak(other: Locale): void {
  spoken = other;
}

export function t(key: keyof Words, params: Params = {}): string {
  const forms = CATALOGUES[spoken][key].split("|");
  const rule = forms[1] ? new Intl.PluralRules(spoken).select(Number(params.n)) : "one";
  const form = forms[Math.max(FORMS[spoken].indexOf(rule), 0)] ?? forms[0] ?? "";
  return form.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ""));
}

/** "через 2 минуты", "2 minutes" (English puts "in about" before it): rounded up, never to zero; on one line. */
export function inSeconds(seconds: number): string {
  const [size, unit] =
    seconds < HOUR ? ([MINUTE, "minute"] as const) : seconds < DAY ? ([HOUR, "hour"] as const) : ([DAY, "day"] as const);
  const count = Math.max(1, Math.ceil(seconds / size));
  return new Intl.RelativeTimeFormat(spoken).format(count, unit).replace(/^in /, "").replace(/(\d) /, "$1\u00a0");
}

export function time(at: string): string {
  return new Intl.DateTimeFormat(spoken, { hour: "2-digit", minute: "2-digit" }).format(new Date(at));
}

/** "сегодня", "вчера", "завтра", else a date, with the year when it is another. */
export function day(at: string, now = new Date()): string {
  const days = Math.round((midnight(new Date(at)) - midnight(now)) / (DAY * 1000));
  if (Math.abs(days) < 2) return new Intl.RelativeTimeFormat(spoken, { numeric: "auto" }).format(days, "day");
  const year = new Date(at).getFullYear() === now.getFullYear() ? {} : ({ year: "numeric" } as const);
  return new Intl.DateTimeFormat(spoken, { day: "numeric", month: "long", ...year }).format(new Date(at));
}

/** "завтра в 09:00" in both languages' own manner. */
export function dayAndTime(at: string, now = new Date()): string {
  const joint = spoken === "ru" ? " в " : " at ";
  return day(at, now) + joint + time(at);
}

/** "2,4 МБ", "2.4 MB". */
export function bytes(size: number): string {
  const mega = size >= 1e6;
  return new Intl.NumberFormat(spoken, {
    style: "unit",
    unit: mega ? "megabyte" : "kilobyte",
    maximumFractionDigits: mega ? 1 : 0,
  }).format(Math.max(size / (mega ? 1e6 : 1e3), 1));
}
function midnight(at: Date): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const ERRORS: readonly [RegExp, keyof Words][] = [
  [/^network$/, "network"],
  [/too_many|^http\.429/, "tooMany"],
  [/file.*too_large/, "fileFailed"],
  [/too_large|too_long/, "tooLong"],
  [/email_invalid|^email$/, "emailWrong"],
  [/not_found|disabled|^http\.404/, "notFound"],
];

/** A sentence for an error code; one we do not know keeps its code, so that support can find it. */
export function errorText(error: string): string {
  const known = ERRORS.find(([pattern]) => pattern.test(error))?.[1];
  return known ? t(known) : `${t("unknown")} (${t("code", { code: error })})`;
}
