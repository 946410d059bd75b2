/** Talk with the loader on the host page: only with our own parent, only from the origin it named. */
import type { PageFacts } from "./api";

export type Locale = "ru" | "en";

export interface FromPage {
  otklik?: number;
  type: "init" | "open" | "close" | "page" | "push";
  page?: PageFacts;
  /** The token the page kept for us, where the iframe's own storage is forbidden. */
  kept?: string | null;
  /** This visitor has written before: connect at once, so that a reply shows on the launcher. */
  resume?: string | null;
  /** The colour the snippet names, so that the panel is right before the server is asked. */
  colour?: string;
  focus?: boolean;
  /** `push`: whether the page's browser can ring, does already, or cannot; with the subscription once it does. */
  state?: "can" | "on" | "no";
  subscription?: { endpoint?: string; keys?: Record<string, string> } | null;
}

export type ToPage =
  | { type: "ready" | "close" | "known" }
  | { type: "push"; step: "look" | "ask"; key: string }
  | { type: "unread"; count: number }
  | { type: "message"; message: { text: string; author: string | null } }
  | { type: "keep"; token: string }
  | { type: "colour"; colour: string };

const query = new URLSearchParams(location.search);

export const channel = query.get("channel") ?? "";
export const locale: Locale = /^ru/i.test(query.get("locale") ?? navigator.language) ? "ru" : "en";
export const embedded = window.parent !== window;

const origin = query.get("origin") ?? location.origin;

export function tell(message: ToPage): void {
  if (embedded) window.parent.postMessage({ otklik: 1, ...message }, origin);
}

export function hear(listener: (message: FromPage) => void): void {
  addEventListener("message", (event: MessageEvent<FromPage>) => {
    if (event.source === window.parent && event.origin === origin && event.data.otklik) listener(event.data);
  });
}
