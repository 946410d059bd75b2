/** Words of going on elsewhere; they come with it, not with the chat. */
import { locale, type Locale } from "../bridge";

const ru = {
  lead: "Разговор продолжится там, где удобно: повторять ничего не придётся",
  scan: "Или наведите камеру телефона",
  code: "QR-код: продолжить разговор на телефоне",
};

const en: Record<keyof typeof ru, string> = {
  lead: "Go on wherever it suits you: there is nothing to say twice",
  scan: "Or point your phone’s camera here",
  code: "QR code: go on with the conversation on a phone",
};

export const MOVED: Record<Locale, Record<keyof typeof ru, string>> = { ru, en };

export function say(key: keyof typeof ru): string {
  return MOVED[locale][key];
}
