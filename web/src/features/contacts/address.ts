/** An address as a person reads it: a name where there is one, words where the id means nothing to anyone. */
import type { I18n } from "@/shared/i18n";

const READ_AS_IT_IS = new Set(["email", "phone"]);

export function sayAddress(given: { address_kind: string; address: string; username?: string }, byCode: I18n["byCode"]): string {
  if (given.username) return `@${given.username}`;
  if (READ_AS_IT_IS.has(given.address_kind)) return given.address;
  return byCode("address", given.address_kind) ?? given.address;
}
