/** The one player of recordings: another that is started stops the one before it, and what plays goes on when its message
 *  is scrolled out of sight. */
import { useSyncExternalStore } from "react";

export interface Playing {
  id: string | null;
  state: "stopped" | "loading" | "playing" | "paused" | "failed";
  seconds: number;
  /** 0 until it is known. */
  duration: number;
  rate: number;
}

const RATES = [1, 1.5, 2];
const STOPPED: Playing = { id: null, state: "stopped", seconds: 0, duration: 0, rate: 1 };

class Player {
  private shown: Playing = STOPPED;
  private sound: HTMLAudioElement | null = null;
  private readonly listeners = new Set<() => void>();

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  now = (): Playing => this.shown;

  toggle(id: string, address: string): void {
    const { sound } = this;
    if (!sound || this.shown.id !== id || this.shown.state === "failed") this.start(id, address);
    else if (sound.paused) void sound.play().catch(() => this.show({ state: "failed" }));
    else sound.pause();
  }

  seek(seconds: number): void {
    if (this.sound) this.sound.currentTime = seconds;
    this.show({ seconds });
  }

  faster(): void {
    const rate = RATES[(RATES.indexOf(this.shown.rate) + 1) % RATES.length] ?? 1;
    if (this.sound) this.sound.playbackRate = rate;
    this.show({ rate });
  }

  private start(id: string, address: string): void {
    this.sound?.pause();
    const sound = new Audio(address);
    sound.playbackRate = this.shown.rate;
    this.sound = sound;
    this.shown = { ...STOPPED, id, state: "loading", rate: this.shown.rate };
    const hear = (event: string, change: () => Partial<Playing>) => sound.addEventListener(event, () => this.sound === sound && this.show(change()));
    hear("playing", () => ({ state: "playing" }));
    hear("waiting", () => ({ state: "loading" }));
    hear("pause", () => ({ state: "paused" }));
    hear("ended", () => ({ state: "stopped", seconds: 0 }));
    hear("timeupdate", () => ({ seconds: sound.currentTime }));
    hear("durationchange", () => ({ duration: Number.isFinite(sound.duration) ? sound.duration : 0 }));
    hear("error", () => ({ state: "failed" }));
    this.show({});
    void sound.play().catch(() => this.sound === sound && this.show({ state: "failed" }));
  }

  private show(change: Partial<Playing>): void {
    this.shown = { ...this.shown, ...change };
    this.listeners.forEach((tell) => tell());
  }
}

export const player = new Player();

/** Of this recording; stopped where another plays. */
export function usePlaying(id: string): Playing {
  const playing = useSyncExternalStore(player.subscribe, player.now);
  return playing.id === id ? playing : STOPPED;
}
