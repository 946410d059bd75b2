/** How a message its provider has approved reads with its blanks filled in. Pure. */
import type { PreparedMessage } from "@/shared/api/types";

const PLACE = /\{\{([\p{L}\p{N}_.]{1,80})\}\}/gu;

const BEFORE_MAX = 24;
const AFTER_MAX = 16;
const FIRST_WORDS_MAX = 90;

export type Values = Readonly<Record<string, string>>;

/** A blank without a value stands between `‹ ›` by its example or its name. */
export function filled(text: string, { blanks }: PreparedMessage, values: Values): string {
  const example = (name: string) => blanks.find((blank) => blank.name === name)?.example || name;
  return text.replace(PLACE, (_, name: string) => values[name]?.trim() || `‹${example(name)}›`);
}

/** As the server writes it into the thread. */
export function wordedOf(message: PreparedMessage, values: Values): string {
  return [message.header, message.body, message.footer]
    .filter(Boolean)
    .map((part) => filled(part, message, values))
    .join("\n\n");
}

/** What it is known by to people: its first words, with what may stand in the blanks. */
export function firstWords(message: PreparedMessage): string {
  const whole = wordedOf(message, {}).replace(/(?<![.!?…])\n\n/g, ". ").replace(/\s+/g, " ");
  return whole.length > FIRST_WORDS_MAX ? `${whole.slice(0, FIRST_WORDS_MAX).replace(/[\s,.:;]+\S*$/, "")}…` : whole;
}

/** "русский" for `ru` or `ru_RU`, in the language of whoever reads. */
export function spokenIn({ language }: PreparedMessage, locale: string): string {
  return new Intl.DisplayNames([locale], { type: "language" }).of(language.replace("_", "-")) ?? language;
}

/** By what is said in it, by its language, or by the name it has at the provider. */
export function fitsWords(message: PreparedMessage, words: string, locale: string): boolean {
  const said = [wordedOf(message, {}), spokenIn(message, locale), message.name].join(" ").toLocaleLowerCase(locale);
  return words.trim().toLocaleLowerCase(locale).split(/\s+/).every((word) => said.includes(word));
}

export function openBlanks({ blanks }: PreparedMessage, values: Values): string[] {
  return blanks.filter(({ name }) => !values[name]?.trim()).map(({ name }) => name);
}

/** Where a blank stands: the words around it say more than its number. */
export function around(name: string, message: PreparedMessage): string {
  const texts = [message.header, message.body, ...message.buttons.map(({ url }) => url)];
  const text = texts.find((one) => one.includes(`{{${name}}}`)) ?? "";
  const [before = "", after = ""] = text.split(`{{${name}}}`).map((part) => part.replace(PLACE, "…"));
  const left = before.length > BEFORE_MAX ? before.slice(-BEFORE_MAX).replace(/^\S*\s/, "…") : before;
  const right = after.length > AFTER_MAX ? after.slice(0, AFTER_MAX).replace(/\s\S*$/, "…") : after;
  return `${left}___${right}`.replace(/…+/g, "…");
}
