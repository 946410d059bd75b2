/** A notification as a sentence and as a place: the server sends codes, people read words. */
import type { I18n } from "@/shared/i18n";
import type { Notification } from "@/shared/api/types";

/** Parameters that are moments are said as the person's own clock says them. */
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

export function sentenceOf({ code, params }: Pick<Notification, "code" | "params">, { t, byCode }: Pick<I18n, "t" | "byCode">, format: { exact: (at: string) => string }): string {
  const said = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, MOMENT.test(value) ? format.exact(value) : value]));
  return byCode("notifications", code, said) ?? t("notifications.unknown", { code });
}

const PLACES: Record<string, (id: string) => string> = {
  conversation: (id) => `/inbox/${id}`,
  contact: (id) => `/contacts/${id}`,
};

export function pathOf({ subject_kind: kind, subject_id: id }: Pick<Notification, "subject_kind" | "subject_id">): string | null {
  return id ? (PLACES[kind]?.(id) ?? null) : null;
}
