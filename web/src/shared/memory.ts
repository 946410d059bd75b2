/** What this browser remembers for this person: widths, drafts, language. Lost storage must never break a screen. */

const PREFIX = "otklik.";

export function recall<Value>(name: string, fallback: Value): Value {
  try {
    const text = localStorage.getItem(PREFIX + name);
    return text === null ? fallback : (JSON.parse(text) as Value);
  } catch {
    return fallback;
  }
}

export function remember(name: string, value: unknown): void {
  try {
    if (value === null || value === undefined || value === "") localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // Private mode or a full disk: the choice lives until the page is closed.
  }
}
