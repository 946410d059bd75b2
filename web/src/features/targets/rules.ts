/** Small decisions of targets: what a form holds, how a time is typed, how a share and a wait look. Pure. */
import type { Tone } from "@/shared/ui/Status";
import type { Target, TargetShare, TargetWait } from "@/shared/api/types";

export type TargetForm = Omit<Target, "id" | "conditions" | "updated_at"> & { id?: string };

/** What a part of the form gets. */
export interface PartProps {
  form: TargetForm;
  set: (change: Partial<TargetForm>) => void;
}

export const SECONDS_MIN = 10;
export const SECONDS_MAX = 90 * 86_400;

export const NEW_TARGET: TargetForm = {
  name: "",
  channel_id: null,
  team_id: null,
  label_id: null,
  tier: null,
  first_seconds: 15 * 60,
  any_seconds: 3600,
  solve_seconds: null,
  working: true,
  warn_percent: 75,
  reassign_percent: null,
  escalate_percent: null,
  escalate_team_id: null,
};

/** The wire's shape says more than the form may send back. */
export function formOf({ id, name, channel_id, team_id, label_id, tier, first_seconds, any_seconds, solve_seconds, working, warn_percent, reassign_percent, escalate_percent, escalate_team_id }: Target): TargetForm {
  return { id, name, channel_id, team_id, label_id, tier, first_seconds, any_seconds, solve_seconds, working, warn_percent, reassign_percent, escalate_percent, escalate_team_id };
}

/** What other targets ask of the tier, each once, whatever letters it was typed in. */
export function tiersOf(targets: Pick<Target, "tier">[]): string[] {
  const tiers = targets.flatMap(({ tier }) => tier ?? []);
  return [...new Map(tiers.map((tier) => [tier.toLowerCase(), tier])).values()].sort((one, other) => one.localeCompare(other));
}

export const UNITS = { s: 1, min: 60, h: 3600, d: 86_400 } as const;
export type TimeUnit = keyof typeof UNITS;
const LARGEST_FIRST: TimeUnit[] = ["d", "h", "min", "s"];

/** 5400 s is 90 minutes, not an hour and a half: the largest unit that leaves nothing over. */
export function typedAs(seconds: number): { count: number; unit: TimeUnit } {
  const unit = LARGEST_FIRST.find((one) => seconds >= UNITS[one] && seconds % UNITS[one] === 0) ?? "s";
  return { count: seconds / UNITS[unit], unit };
}

export function secondsOf(count: number, unit: TimeUnit): number {
  return Math.min(Math.max(Math.round(count * UNITS[unit]), SECONDS_MIN), SECONDS_MAX);
}

export function isWhole({ name, first_seconds: first, any_seconds: any, solve_seconds: solve }: TargetForm): boolean {
  return name.trim() !== "" && (first !== null || any !== null || solve !== null);
}

/** 0 to 1; null while nothing was judged. */
export function shareOf({ kept, broken }: Pick<TargetShare, "kept" | "broken">): number | null {
  return kept + broken === 0 ? null : kept / (kept + broken);
}

/** The share missed, 0 to 1; null while nothing was judged. */
export function missedOf(share: Pick<TargetShare, "kept" | "broken">): number | null {
  const part = shareOf(share);
  return part === null ? null : 1 - part;
}

/** Kept is green from nine of ten, amber from seven, red below; of a few nothing is said. */
export function toneOf(share: TargetShare): "kept" | "soon" | "broken" | undefined {
  const part = shareOf(share);
  if (part === null || !share.enough) return undefined;
  return part >= 0.9 ? "kept" : part >= 0.7 ? "soon" : "broken";
}

export type Standing = "running" | "late" | "kept" | "broken" | "dropped";

export const TONES: Record<Standing, Tone> = { running: "soon", late: "broken", kept: "kept", broken: "broken", dropped: "quiet" };

/** What is said of a wait that ended otherwise depends on what was waited for. */
export function wordsOf(standing: Standing, solving: boolean): `targets.standing.${Standing}` | "targets.standing.solve.broken" | "targets.standing.solve.dropped" {
  return solving && (standing === "broken" || standing === "dropped") ? `targets.standing.solve.${standing}` : `targets.standing.${standing}`;
}

export function withinOf({ first, solving }: Pick<TargetWait, "first" | "solving">): "targets.within" | "targets.within.first" | "targets.within.solve" {
  return solving ? "targets.within.solve" : first ? "targets.within.first" : "targets.within";
}

/** How a wait stands and by how many seconds: left or spare where it was in time, over where it was not. */
export function standingOf({ due_at, broken_at, ended_at, outcome }: Pick<TargetWait, "due_at" | "broken_at" | "ended_at" | "outcome">, now: Date): { standing: Standing; seconds: number } {
  const end = ended_at === null ? now.getTime() : new Date(ended_at).getTime();
  const seconds = Math.abs(end - new Date(due_at).getTime()) / 1000;
  if (outcome !== null) return { standing: outcome, seconds };
  return { standing: broken_at !== null || end > new Date(due_at).getTime() ? "late" : "running", seconds };
}
