/** Rules and what became of them, in words. */
import { useCallback } from "react";
import { useI18n, type Key } from "@/shared/i18n";
import { useLabels } from "@/features/conversations";
import { useChannels } from "@/features/delivery";
import { useColleagues, useTeams } from "@/features/workspaces";
import type { Action, Automation, Check } from "@/features/automations/types";

export function useSayActions(): (actions: readonly Action[]) => string {
  const { t } = useI18n();
  return useCallback((actions) => actions.map(({ kind }, index) => lower(t(`automations.then.${kind}`), index)).join(", "), [t]);
}

/** "Приходит сообщение, если слова в сообщении: оставить заметку". */
export function useSaySentence(): (automation: Automation) => string {
  const { t } = useI18n();
  const say = useSayActions();
  return useCallback(
    ({ trigger, after_minutes: minutes, conditions, match, actions }) => {
      const when = t(`automations.when.${trigger}`, { count: minutes ?? 0 });
      const joined = conditions.map(({ kind, negated }) => `${negated ? `${t("automations.not")} ` : ""}${lower(t(`automations.if.${kind}`), 1)}`).join(match === "all" ? ` ${t("automations.and")} ` : ` ${t("automations.or")} `);
      return conditions.length > 0 ? t("automations.sentence.if", { when, conditions: joined, actions: lower(say(actions), 1) }) : t("automations.sentence", { when, actions: lower(say(actions), 1) });
    },
    [t, say],
  );
}

/** What a condition looked at, with names in the place of ids. */
export function useSayCheck(): (check: Check) => string {
  const { t, byCode } = useI18n();
  const colleagues = useColleagues();
  const teams = useTeams().data ?? [];
  const channels = useChannels().data ?? [];
  const labels = useLabels().data ?? [];
  return ({ kind, value }) => {
    const named = colleagues.get(value)?.name ?? teams.find(({ id }) => id === value)?.name ?? channels.find(({ id }) => id === value)?.name ?? labels.find(({ id }) => id === value)?.name;
    const shown = named ?? byCode("automations.seen", value) ?? value;
    return `${t(`automations.if.${kind}` as Key)}: ${shown || t("automations.seen.nothing")}`;
  };
}

function lower(text: string, index: number): string {
  return index === 0 ? text : text.charAt(0).toLocaleLowerCase() + text.slice(1);
}
