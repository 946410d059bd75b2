/** What the report of targets is narrowed to, and which figure of it is opened. Pure. */
import type { DeskSearch } from "@/shared/search";

/** Without dates the report looks back this far: weeks are compared in it. */
const DAYS_FIRST = 28;
const DAY_MS = 86_400_000;
/** The part of the report that tells of solutions; without it, of answers. */
export const SOLUTIONS = "solved";

export interface Narrow {
  from?: string | undefined;
  to?: string | undefined;
  channel_id?: string | undefined;
  operator_id?: string | undefined;
  team_id?: string | undefined;
  target_id?: string | undefined;
  /** Waits until a conversation is closed; else for an answer. */
  solving?: true | undefined;
}

/** Which waits stand behind a figure, besides. */
export interface Part extends Narrow {
  outcome?: string;
  first?: true;
  week?: string;
  weekday?: number;
  hour?: number;
  no_target?: true;
  no_team?: true;
  nobody?: true;
}

export type Group = "target" | "channel" | "operator" | "team" | "week" | "hour";
export type Outcome = "judged" | "kept" | "broken" | "running";

/** Dates of the person's own calendar become moments. Without them the period begins at a midnight, so that it stays the
 *  same from one look to the next. */
export function narrowOf({ from, to, channel, operator, team, target, part }: DeskSearch, now: Date): Narrow {
  const first = new Date(now.getTime() - DAYS_FIRST * DAY_MS);
  first.setHours(0, 0, 0, 0);
  return {
    from: from ? new Date(`${from}T00:00:00`).toISOString() : to ? undefined : first.toISOString(),
    to: to && new Date(`${to}T23:59:59`).toISOString(),
    channel_id: channel,
    operator_id: operator,
    team_id: team,
    target_id: target,
    solving: part === SOLUTIONS ? true : undefined,
  };
}

/** The opened figure as the address keeps it: `broken`, `judged/first`, `kept/operator/<id>`; no id: of nobody, of no team. */
export function figureOf(outcome: Outcome, by?: Group | "first", key?: string | null): string {
  return [outcome, ...(by ? [by] : []), ...(by && by !== "first" ? [key ?? ""] : [])].join("/");
}

export function partOf(figure: string): Part {
  const [outcome = "", by, key = ""] = figure.split("/");
  return { outcome, ...(by && asked(by as Group | "first", key)) };
}

function asked(by: Group | "first", key: string): Part {
  if (by === "first") return { first: true };
  if (by === "week") return { week: key };
  if (by === "hour") return { weekday: Math.floor(Number(key) / 24), hour: Number(key) % 24 };
  if (by === "target") return key ? { target_id: key } : { no_target: true };
  if (by === "team") return key ? { team_id: key } : { no_team: true };
  if (by === "operator") return key ? { operator_id: key } : { nobody: true };
  return { channel_id: key };
}
