/** A target read back in plain words. */
import { useCallback } from "react";
import { useFormat, type Format } from "@/shared/format";
import { useI18n, type I18n } from "@/shared/i18n";
import { useLabels } from "@/features/conversations";
import { useChannels } from "@/features/delivery";
import { useTeams } from "@/features/workspaces";
import type { TargetForm } from "@/features/targets/rules";

type Said = Omit<TargetForm, "id" | "name">;

export interface Names {
  channel: string | undefined;
  team: string | undefined;
  label: string | undefined;
  escalateTeam: string | undefined;
}

interface Tongue {
  t: I18n["t"];
  duration: Format["duration"];
}

/** How soon, for whom, and what happens before: a sentence each. Empty while no time is given. */
export function sentences(target: Said, names: Names, tongue: Tongue): string[] {
  if (target.first_seconds === null && target.any_seconds === null && target.solve_seconds === null) return [];
  return [howSoon(target, tongue), forWhom(target, names, tongue), ...before(target, names, tongue)];
}

function howSoon(target: Said, tongue: Tongue): string {
  const { t, duration } = tongue;
  const { solve_seconds: solve, working } = target;
  const answers = target.first_seconds === null && target.any_seconds === null ? null : answersWithin(target, tongue);
  const solved = solve === null ? "" : duration(solve);
  const time = answers === null ? t("targets.say.solve", { time: solved }) : solve === null ? answers : t("targets.say.and_solve", { answers, time: solved });
  return t(working ? "targets.say.working" : "targets.say.clock", { time });
}

function answersWithin({ first_seconds: first, any_seconds: any }: Said, { t, duration }: Tongue): string {
  const both = first !== null && any !== null && first !== any;
  const one = duration(first ?? any ?? 0);
  return both ? t("targets.say.both", { first: one, any: duration(any) }) : t(any === null ? "targets.say.first" : "targets.say.any", { time: one });
}

function forWhom(target: Said, names: Names, { t }: Tongue): string {
  const asked = [
    target.channel_id && t("targets.say.channel", { name: names.channel ?? "?" }),
    target.team_id && t("targets.say.team", { name: names.team ?? "?" }),
    target.label_id && t("targets.say.label", { name: names.label ?? "?" }),
    target.tier && t("targets.say.tier", { name: target.tier }),
  ].filter((one) => one !== null && one !== "");
  return asked.length === 0 ? t("targets.say.everything") : t("targets.say.for", { conditions: asked.join(", ") });
}

function before(target: Said, names: Names, tongue: Tongue): string[] {
  const { t } = tongue;
  const said: string[] = [];
  const at = (percent: number) => after(target, percent, tongue);
  if (target.warn_percent !== null) said.push(t("targets.say.warn", { after: at(target.warn_percent) }));
  if (target.reassign_percent !== null) said.push(t("targets.say.reassign", { after: at(target.reassign_percent) }));
  if (target.escalate_percent !== null) said.push(target.escalate_team_id ? t("targets.say.escalate_team", { after: at(target.escalate_percent), name: names.escalateTeam ?? "?" }) : t("targets.say.escalate", { after: at(target.escalate_percent) }));
  return said;
}

/** "After 75 % of the time (11 min 15 s)"; a target with several times says each. */
function after({ first_seconds: first, any_seconds: any, solve_seconds: solve }: Said, percent: number, { t, duration }: Tongue): string {
  if (percent === 100) return t("targets.say.at_breach");
  const times = [...new Set([first ?? any, any ?? first, solve])].flatMap((seconds) => (seconds === null ? [] : duration((seconds * percent) / 100)));
  return t("targets.say.after", { percent, times: times.join(t("targets.say.or")) });
}

export function useSayTarget(): (target: Said) => string[] {
  const { t } = useI18n();
  const { duration } = useFormat();
  const channels = useChannels().data;
  const teams = useTeams().data;
  const labels = useLabels().data;
  return useCallback(
    (target) => {
      const named = (rows: { id: string; name: string }[] | undefined, id: string | null) => rows?.find((row) => row.id === id)?.name;
      const names = { channel: named(channels, target.channel_id), team: named(teams, target.team_id), label: named(labels, target.label_id), escalateTeam: named(teams, target.escalate_team_id) };
      return sentences(target, names, { t, duration });
    },
    [t, duration, channels, teams, labels],
  );
}
