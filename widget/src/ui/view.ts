/**
 * What the screen itself remembers: open menus, the question being asked, where the reader is in the thread.
 * Kept outside the components, which are then plain functions of it, drawn anew after each change.
 */
import { Refused, sendTranscript, type Message } from "../api";
import { tell } from "../bridge";
import { awaiting, carryOnByEmail, chat, thread } from "../chat";
import { sendVoice } from "../composer";
import { errorText } from "../i18n";
import { fromOperator } from "../messages";
import { record, type Recording } from "../recorder";
import { changed } from "../screen";

export type Question = "transcript" | "email" | "leaving";

export interface Asking {
  what: Question;
  email: string;
  error: string;
  /** The address it went to: the question is answered. */
  sentTo: string;
}

const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const AT_END_PX = 60;

export const view = {
  asking: null as Asking | null,
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

export function ask(what: Question): void {
  set({ asking: { what, email: chat.email ?? "", error: "", sentTo: "" }, menu: false, picking: false });
}

/** Who leaves while waiting is asked once where the answer should go; the second press just closes. */
export function leave(): void {
  const offer = awaiting() && chat.session?.config.offer_email && !chat.email && !offered && chat.phase === "ready";
  if (offer) {
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
  else if (view.asking && view.asking.what !== "leaving") set({ asking: null });
  else leave();
}

export async function answer(): Promise<void> {
  const asking = view.asking;
  if (!asking) return;
  const email = asking.email.trim();
  try {
    if (!ADDRESS.test(email)) throw new Refused("email");
    if (asking.what === "transcript") await sendTranscript(email);
    else await carryOnByEmail(email);
    set({ asking: { ...asking, sentTo: email } });
  } catch (error) {
    set({ asking: { ...asking, error: errorText(error instanceof Refused ? error.code : "internal") } });
  }
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
