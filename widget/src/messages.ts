/** Keeping the thread straight: one message once, in the server's order, whatever way and however often it came. */
import type { Message } from "./api";

/** Merges what arrived into what is shown. A message is the same by id, or by the key this browser gave it. */
export function merge(shown: readonly Message[], arrived: readonly Message[]): Message[] {
  const byId = new Map(shown.map((message) => [message.id, message]));
  for (const message of arrived) byId.set(message.id, { ...byId.get(message.id), ...message });
  return [...byId.values()].sort((one, other) => moment(one) - moment(other) || (one.id < other.id ? -1 : 1));
}

const moment = (message: Message): number => Date.parse(message.sent_at);

export const fromOperator = (message: Message): boolean => message.direction === "out";

/** Same author within five minutes: shown as one group, with the name and the picture once. */
export function continues(before: Message | undefined, message: Message | undefined): boolean {
  return (
    message !== undefined &&
    before?.direction === message.direction &&
    before.author_name === message.author_name &&
    before.automatic === message.automatic &&
    moment(message) - moment(before) < 300_000 &&
    !startsDay(before, message)
  );
}

export function startsDay(before: Message | undefined, message: Message): boolean {
  return !before || new Date(before.sent_at).toDateString() !== new Date(message.sent_at).toDateString();
}
