/** The first line of the chat: who answers and when, said only as far as the server knows it. */
import type { Availability, Operator } from "./api";
import { dayAndTime, inSeconds, t } from "./i18n";

/** `operator`: who already leads this conversation, if anyone. */
export function promiseText(state: Availability, operator: Operator | null): string {
  const { code, params } = state.promise;
  if (code.startsWith("closed")) return closedText(word(params.opens_at) ?? state.opens_at);
  if (!state.online) return t("away");
  if (state.queue) return queueText(state, operator, state.queue);
  const seconds = Number(params.seconds);
  return seconds ? withinText(state, operator, seconds) : t("weRead");
}

type Queue = NonNullable<Availability["queue"]>;

function queueText(state: Availability, operator: Operator | null, { position, wait_seconds }: Queue): string {
  if (position < 2) return wait_seconds ? withinText(state, operator, wait_seconds) : t("queueNext");
  const place = t("queueAhead", { n: position - 1 });
  return wait_seconds ? `${place}. ${t("queueWait", { when: inSeconds(wait_seconds) })}` : place;
}

function withinText(state: Availability, operator: Operator | null, seconds: number): string {
  const name = word(state.promise.params.name) ?? answeringName(state, operator);
  const when = inSeconds(seconds);
  return name ? t("willAnswer", { name: firstName(name), when }) : t("weAnswer", { when });
}

/** Whoever leads the conversation, also while away; before that, those who are online. */
export function answering(state: Availability | null, operator: Operator | null): readonly Operator[] {
  if (operator) return [operator];
  return state?.online ? state.operators : [];
}

/** With several people free nobody knows who it will be, so nobody is named. */
export function answeringName(state: Availability | null, operator: Operator | null): string | null {
  const people = answering(state, operator);
  return (people.length === 1 && people[0]?.name) || null;
}

export const firstName = (name: string): string => name.trim().split(/\s+/)[0] ?? name;

function closedText(opensAt: string | null): string {
  return opensAt ? t("closedUntil", { when: dayAndTime(opensAt) }) : t("closed");
}

const word = (value: unknown): string | null => (typeof value === "string" && value ? value : null);
