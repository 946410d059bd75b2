/**
 * What the screen itself remembers: open menus, the question being asked, where the reader is in the thread.
 * Kept outside the components, which are then plain functions of it, drawn anew after each change.
 */
import { Refused, type Message } from "../api";
import type { Chat } from "../chat";
import type { Composer } from "../composer";
import { errorText, type Language } from "../i18n";
import { fromOperator } from "../messages";
import { record, type Recording } from "../recorder";

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

export class View {
  asking: Asking | null = null;
  menu = false;
  picking = false;
  dragging = false;
  recording: Recording | null = null;
  microphoneRefused = false;

  private offered = false;
  private atEnd = true;
  private read = 0;
  private ticker: ReturnType<typeof setInterval> | undefined;

  constructor(
    readonly chat: Chat,
    readonly composer: Composer,
    readonly language: Language,
    private readonly closePanel: () => void,
    private readonly changed: () => void,
  ) {}

  set(change: Partial<Pick<View, "menu" | "picking" | "dragging" | "asking">>): void {
    Object.assign(this, change);
    this.changed();
  }

  ask(what: Question): void {
    this.set({ asking: { what, email: this.chat.email ?? "", error: "", sentTo: "" }, menu: false });
  }

  /** Who leaves while waiting is asked once where the answer should go; the second press just closes. */
  readonly leave = (): void => {
    const offer = this.chat.awaiting && !this.chat.email && !this.offered && this.chat.phase === "ready";
    if (offer) {
      this.offered = true;
      this.ask("leaving");
    } else this.close();
  };

  readonly close = (): void => {
    this.recording?.stop(false);
    this.set({ asking: null, menu: false, picking: false });
    this.closePanel();
  };

  /** Esc takes away what lies on top: first what was opened last, in the end the panel. */
  back(): void {
    if (this.menu || this.picking) this.set({ menu: false, picking: false });
    else if (this.asking && this.asking.what !== "leaving") this.set({ asking: null });
    else this.leave();
  }

  async answer(): Promise<void> {
    const asking = this.asking;
    if (!asking) return;
    const email = asking.email.trim();
    try {
      if (!ADDRESS.test(email)) throw new Refused("email");
      if (asking.what === "transcript") await this.chat.api.sendTranscript(email);
      else await this.chat.carryOnByEmail(email);
      this.set({ asking: { ...asking, sentTo: email } });
    } catch (error) {
      this.set({ asking: { ...asking, error: errorText(this.language, error instanceof Refused ? error.code : "internal") } });
    }
  }

  async startVoice(): Promise<void> {
    this.microphoneRefused = false;
    try {
      this.recording = await record();
      this.ticker = setInterval(this.changed, 500);
      const sound = await this.recording.sound;
      if (sound) void this.composer.sendVoice(sound);
    } catch {
      this.microphoneRefused = true;
    }
    clearInterval(this.ticker);
    this.recording = null;
    this.changed();
  }

  /** Messages from the other side that came while the reader was further up. */
  below(thread: readonly Message[]): number {
    return this.atEnd ? 0 : thread.slice(this.read).filter(fromOperator).length;
  }

  scrolled(log: HTMLElement): void {
    const before = this.atEnd;
    this.atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < AT_END_PX;
    if (before !== this.atEnd) this.changed();
  }

  toEnd(): void {
    this.atEnd = true;
    this.changed();
  }

  /** After each drawing: the thread stays at its end while the reader is there, and after one's own message. */
  drawn(log: HTMLElement): void {
    const thread = this.chat.thread;
    const last = thread.at(-1);
    if (thread.length > this.read && last && !fromOperator(last)) this.atEnd = true;
    if (!this.atEnd) return;
    this.read = thread.length;
    log.scrollTop = log.scrollHeight;
  }
}
