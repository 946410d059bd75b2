/** Single keys and combinations, silent while the person types or a dialog is open. */
import { useEffect, useRef } from "react";

export type Hotkeys = Record<string, (event: KeyboardEvent) => void>;

function isTyping(target: EventTarget | null): boolean {
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

export function useHotkeys(hotkeys: Hotkeys): void {
  const latest = useRef(hotkeys);
  useEffect(() => {
    latest.current = hotkeys;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const name = nameOf(event);
      if (event.altKey || event.defaultPrevented) return;
      if (!name.startsWith("mod+") && (isTyping(event.target) || document.querySelector("[role=dialog][aria-modal=true]"))) return;
      const act = latest.current[name];
      if (!act) return;
      event.preventDefault();
      act(event);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
}
