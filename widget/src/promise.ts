/** The first line of the chat: who answers and when, said only as far as the server knows it. */
import type { Availability, Operator } from "./api";
import { dayAndTime, inSeconds, t } from "./i18n";

/** `operator`: who already leads this conversation, if anyone. */
export function promiseText(state: Availability, operator: Operator | null): string {
  const { code, params } = state.promise;
  if (code === "closed_until") return closedText(word(params.opens_at) ?? state.opens_at);
  if (state.queue) return queueText(state.queue);
  if (!state.online) return t("away");
  const seconds = Number(params.seconds);
  return code === "usually_within" && seconds > 0 ? withinText(state, operator, seconds) : t("weRead");
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

function queueText(queue: NonNullable<Availability["queue"]>): string {
  const ahead = queue.position - 1;
  const place = ahead > 0 ? t("queueAhead", { n: ahead }) : t("queueNext");
  if (!queue.wait_seconds) return place;
  return `${place}. ${t("queueWait", { when: inSeconds(queue.wait_seconds) })}`;
}

function closedText(opensAt: string | null): string {
  return opensAt ? t("closedUntil", { when: dayAndTime(opensAt) }) : t("closed");
}

const word = (value: unknown): string | null => (typeof value === "string" && value ? value : null);
