/** The first line of the chat: who answers and when, said only as far as the server knows it. */
import type { Availability, Operator } from "./api";
import { dayAndTime, inSeconds, t } from "./i18n";

/** `operator`: who already leads this conversation, if anyone. */
export function promiseText(state: Availability, operator: Operator | null): string {
  const { code, params } = state.promise;
  const opensAt = word(params.opens_at) ?? state.opens_at;
  if (state.queue && code !== "closed_until") return queueText(state.queue);
  if (code === "closed_until") return closedText(opensAt);
  const seconds = Number(params.seconds);
  if (code === "usually_within" && seconds > 0 && state.online) {
    const when = inSeconds(seconds);
    const name = word(params.name) ?? answering(state, operator)?.name;
    return name ? t("willAnswer", { name: firstName(name), when }) : t("weAnswer", { when });
  }
  return state.online ? t("weRead") : t("away");
}

/** Several free operators and no conversation yet: nobody knows who it will be, so nobody is named. */
export function answering(state: Availability, operator: Operator | null): Operator | null {
  return operator ?? (state.online && state.operators.length === 1 ? (state.operators[0] ?? null) : null);
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
