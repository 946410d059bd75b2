/** The thin bar of a row: how much of the time until the promise or the target is gone. Pure. */
import type { ConversationRow } from "@/shared/api/types";

export interface Due {
  at: string;
  /** 0 to 1. */
  share: number;
  tone: "calm" | "soon" | "broken";
  promised: boolean;
}

const SOON_SHARE = 0.75;

export function dueOf({ waiting_since: since, promise_due_at: promise, target_due_at: target }: ConversationRow, now: Date): Due | null {
  const promised = promise !== null && (target === null || promise <= target);
  const at = promised ? promise : target;
  if (!since || !at) return null;
  const [start, end] = [new Date(since).getTime(), new Date(at).getTime()];
  const share = end <= start ? 1 : Math.min(Math.max((now.getTime() - start) / (end - start), 0), 1);
  return { at, share, tone: share >= 1 ? "broken" : share >= SOON_SHARE ? "soon" : "calm", promised };
}
