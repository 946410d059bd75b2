/** What the inbox says at its first paint. Everything else of a catalogue comes in a file of its own right behind it, so
 *  that words for forty other screens do not stand between an operator and the inbox. */
export const FIRST_SCREEN_AREAS = ["action", "address", "composer", "event", "inbox", "nav", "notifications.bell", "notifications.title", "pane", "people", "presence", "search", "state", "thread", "time", "unit", "view", "word"];

export function isFirstScreen(key: string): boolean {
  return FIRST_SCREEN_AREAS.some((area) => key === area || key.startsWith(`${area}.`));
}
