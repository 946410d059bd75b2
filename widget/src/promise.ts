/** The first line of the chat: who answers and when, said only as far as the server knows it. */
import type { Availability, Operator } from "./api";
import type { Language } from "./i18n";

/** `operator`: who already leads this conversation, if anyone. */
export function promiseText(language: Language, state: Availability, operator: Operator | null): string {
  const { code, params } = state.promise;
  const opensAt = text(params.opens_at) ?? state.opens_at;
  if (state.queue && code !== "closed_until") return queueText(language, state.queue);
  if (code === "closed_until") return closedText(language, opensAt);
  const seconds = Number(params.seconds);
  if (code === "usually_within" && seconds > 0 && state.online) {
    const when = language.inSeconds(seconds);
    const name = text(params.name) ?? answering(state, operator)?.name;
    return name ? language.t("willAnswer", { name: firstName(name), when }) : language.t("weAnswer", { when });
  }
  return state.online ? language.t("weRead") : language.t("away");
}

/** Several free operators and no conversation yet: nobody knows who it will be, so nobody is named. */
export function answering(state: Availability, operator: Operator | null): Operator | null {
  return operator ?? (state.online && state.operators.length === 1 ? (state.operators[0] ?? null) : null);
}

export const firstName = (name: string): string => name.trim().split(/\s+/)[0] ?? name;

function queueText(language: Language, queue: NonNullable<Availability["queue"]>): string {
  const ahead = queue.position - 1;
  const place = ahead > 0 ? language.t("queueAhead", { n: ahead }) : language.t("queueNext");
  if (!queue.wait_seconds) return place;
  return `${place}. ${language.t("queueWait", { when: language.inSeconds(queue.wait_seconds) })}`;
}

function closedText(language: Language, opensAt: string | null): string {
  return opensAt ? language.t("closedUntil", { when: language.dayAndTime(opensAt) }) : language.t("closed");
}

const text = (value: unknown): string | null => (typeof value === "string" && value ? value : null);
