/**
 * What the screen itself remembers: open menus, the question being asked, where the reader is in the thread.
 * Kept outside the components, which are then plain functions of it, drawn anew after each change.
 */
import type { VNode } from "preact";
import type { Message } from "../api";
import { tell } from "../bridge";
import { awaiting, chat, thread } from "../chat";
import { sendVoice } from "../composer";
import { fromOperator } from "../messages";
import { record, type Recording } from "../recorder";
import { changed } from "../screen";

export type Question = "transcript" | "email" | "leaving";

const AT_END_PX = 60;

export const view = {
  /** Draws the question that is asked now. */
  asking: null as (() => VNode) | null,
  /** Whoever is asked is about to leave. */
  leaving: false,
  menu: false,
  picking: false,
  dragging: false,
  recording: null as Recording | null,
  microphoneRefused: false,
};

let offered = false;
let atEnd = true;
let read = 0;
let ticker: ReturnType<typeof setInterval> | undefined;

export function set(change: Partial<typeof view>): void {
  Object.assign(view, change);
  changed();
}

/** The question comes with its own script; without a network nobody is kept from leaving. */
export function ask(what: Question): void {
  import("./ask").then(({ begin }) => begin(what)).catch(close);
}

export function move(): void {
  void import("./move").then(({ begin }) => begin());
}

/** Who leaves while waiting is asked once where the answer should find them; the second press just closes. */
export function leave(): void {
  if (chat.phase === "ready" && awaiting() && !offered) {
    offered = true;
    ask("leaving");
  } else close();
}

export function close(): void {
  view.recording?.stop(false);
  set({ asking: null, menu: false, picking: false });
  tell({ type: "close" });
}

/** Esc takes away what lies on top: first what was opened last, in the end the panel. */
export function back(): void {
  if (view.menu || view.picking) set({ menu: false, picking: false });
  else if (view.asking && !view.leaving) set({ asking: null });
  else leave();
}

export async function startVoice(): Promise<void> {
  view.microphoneRefused = false;
  try {
    view.recording = await record();
    ticker = setInterval(changed, 500);
    const sound = await view.recording.sound;
    if (sound) void sendVoice(sound);
  } catch {
    view.microphoneRefused = true;
  }
  clearInterval(ticker);
  view.recording = null;
  changed();
}

/** Messages from the other side that came while the reader was further up. */
export function below(messages: readonly Message[]): number {
  return atEnd ? 0 : messages.slice(read).filter(fromOperator).length;
}

export function scrolled(log: HTMLElement): void {
  const before = atEnd;
  atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < AT_END_PX;
  if (before !== atEnd) changed();
}

export function toEnd(): void {
  atEnd = true;
  changed();
}

/** After each drawing: the thread stays at its end while the reader is there, and after one's own message. */
export function drawn(log: HTMLElement): void {
  const messages = thread();
  const last = messages.at(-1);
  if (messages.length > read && last && !fromOperator(last)) atEnd = true;
  if (!atEnd) return;
  read = messages.length;
  log.scrollTop = log.scrollHeight;
}
