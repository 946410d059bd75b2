/** Single keys and combinations, silent while the person types or a dialog is open.
 *
 *  How a screen gives the desk a key or an act: add a line to the table of `actions.ts` (`s: { title: "help.snooze", group:
 *  "thread", icon: "clock" }`, or `"conversation.merge": …` for an act without a key), then call
 *  `useHotkeys({ s: () => …, "conversation.merge": () => … })` where it can be done. The types allow no other name, so the
 *  help (`?`) shows every key, and the palette (Ctrl+K) every act that some screen offers at the moment and that has an icon. */
import { useEffect, useRef } from "react";
import { ACTIONS, type ActionName } from "@/shared/ui/actions";

type Act = (event?: KeyboardEvent) => void;
export type Hotkeys = Partial<Record<ActionName, Act>>;

const offered = new Set<React.RefObject<Hotkeys>>();
const offeredFirst = new Set<React.RefObject<Hotkeys>>();

/** Whether a dialog was open as the key went down: the same key may close it before any screen hears of the key. */
let overScreen = false;
if (typeof window !== "undefined") window.addEventListener("keydown", () => (overScreen = document.querySelector("[role=dialog][aria-modal=true]") !== null), true);

/** What is switched takes no letters. */
const SWITCHED = /^(checkbox|radio|button|submit|reset|range|color|file|image)$/;

function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement && SWITCHED.test(target.type)) return false;
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

/** "mod+k" for combinations; letters go by their place, so that "j" works on a Russian layout too. */
export function nameOf(event: KeyboardEvent): string {
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1]?.toLowerCase();
  const slash = event.code === "Slash" && event.key !== "?" && !event.shiftKey;
  const question = event.key === "?" || (event.code === "Slash" && event.shiftKey);
  const key = question ? "?" : slash ? "/" : (letter ?? event.key);
  return event.ctrlKey || event.metaKey ? `mod+${key}` : key;
}

/** What the screens offer now, the innermost first; for the palette. */
export function offeredActions(): { name: ActionName; run: () => void }[] {
  const found = new Map<ActionName, () => void>();
  for (const { current } of [...offeredFirst, ...offered])
    for (const [name, act] of Object.entries(current) as [ActionName, Act][]) if (ACTIONS[name].icon && !found.has(name)) found.set(name, () => act());
  return [...found].map(([name, run]) => ({ name, run }));
}

/** `first`: before whatever else on the screen has the same keys. */
export function useHotkeys(hotkeys: Hotkeys, { first = false } = {}): void {
  const latest = useRef(hotkeys);
  useEffect(() => {
    latest.current = hotkeys;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const name = nameOf(event);
      if (event.altKey || event.defaultPrevented) return;
      if (!name.startsWith("mod+") && (isTyping(event.target) || overScreen)) return;
      const act = (latest.current as Partial<Record<string, Act>>)[name];
      if (!act) return;
      event.preventDefault();
      act(event);
    };
    const among = first ? offeredFirst : offered;
    among.add(latest);
    document.addEventListener("keydown", onKey, first);
    return () => {
      among.delete(latest);
      document.removeEventListener("keydown", onKey, first);
    };
  }, [first]);
}
