/** How a message its provider has approved reads with its blanks filled in. Pure. */
import type { PreparedMessage } from "@/shared/api/types";

const PLACE = /\{\{([\p{L}\p{N}_.]{1,80})\}\}/gu;

const BEFORE_MAX = 24;
const AFTER_MAX = 16;

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
