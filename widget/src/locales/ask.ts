/** Words of the question to whoever leaves; they come with it, not with the chat. */
import { locale, type Locale } from "../bridge";

const ru = {
  notifyLead: "Ответа ещё нет. Позвать вас, когда ответят?",
  notify: "Уведомить в этом браузере",
  notifyDone: "Готово: когда ответят, придёт уведомление",
  notifyDenied: "Браузер не разрешает уведомления. Их можно включить в его настройках",
  orEmail: "Или прислать ответ на почту",
};

const en: Record<keyof typeof ru, string> = {
  notifyLead: "No reply yet. Shall we call you when it comes?",
  notify: "Notify me in this browser",
  notifyDone: "Done: you will be notified of the reply",
  notifyDenied: "The browser does not allow notifications. They can be switched on in its settings",
  orEmail: "Or get the reply by e-mail",
};

export const ASKED: Record<Locale, Record<keyof typeof ru, string>> = { ru, en };

export function say(key: keyof typeof ru): string {
  return ASKED[locale][key];
}
