/** The few pictures of the chat, drawn as strokes so they take the colour of the text around them. */
import { h, type ComponentChildren } from "preact";
import { safeHref } from "../linkify";

const PATHS = {
  close: "M6 6l12 12M18 6L6 18",
  more: "M12 5h0M12 12h0M12 19h0",
  clip: "M20 11l-8.5 8.5a5 5 0 0 1-7-7L13 4a3.3 3.3 0 0 1 4.7 4.7l-8.5 8.5a1.7 1.7 0 0 1-2.4-2.4L14.5 7",
  smile: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M8.5 14.5c2 2 5 2 7 0M9 9.5h0M15 9.5h0",
  mic: "M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3M5.5 11a6.5 6.5 0 0 0 13 0M12 17.5V21",
  send: "M12 19V5M6 11l6-6 6 6",
  sending: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16M12 8v4l3 2",
  sent: "M5 12.5l4.5 4.5L19 7",
  delivered: "M2 12.5l4.5 4.5L16 7M11 16l1 1L21.5 7",
  failed: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16M12 8v5M12 16h0",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  down: "M12 5v14M6 13l6 6 6-6",
  mail: "M3 6h18v12H3zM3 7l9 6 9-6",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg viewBox="0 0 24 24" class="icon" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

interface ToolProps {
  icon: IconName;
  label: string;
  press: () => void;
  expanded?: boolean | undefined;
}

/** A button that is only a picture still has a name, for the ear and under the pointer. */
export function Tool({ icon, label, press, expanded }: ToolProps) {
  return (
    <button class="tool" aria-label={label} title={label} aria-expanded={expanded} onClick={press}>
      <Icon name={icon} />
    </button>
  );
}

/** Links of others' making open outside the chat and learn nothing of it. */
export function Out({ href, kind, children }: { href: string; kind?: string; children: ComponentChildren }) {
  return (
    <a class={kind ?? ""} href={safeHref(href)} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}

/** A `ref` that puts the focus where something has just appeared; stable, so it is called once. */
export const focus = (element: HTMLElement | null): void => element?.focus();
