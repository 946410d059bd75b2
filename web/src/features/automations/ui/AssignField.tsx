/** Who is to have a conversation: an operator, a team, or both; a task has `one` of them. */
import { Select } from "@mantine/core";
import { useT } from "@/shared/i18n";
import type { Action } from "@/features/automations/types";
import { useOperators, useTeams } from "@/features/workspaces";

interface Props {
  action: Extract<Action, { kind: "assign" | "transfer" | "task" }>;
  one?: boolean;
  onChange: (action: Action) => void;
}

export function AssignField({ action, one = false, onChange }: Props) {
  const t = useT();
  const teams = useTeams().data ?? [];
  const operators = (useOperators().data ?? []).filter(({ deactivated_at: gone }) => !gone);
  return (
    <>
      <Select aria-label={t("people.operators")} clearable placeholder={t(one ? "people.operators" : "thread.nobody")} data={operators.map(({ id, name }) => ({ value: id, label: name }))} value={action.operator_id} onChange={(value) => onChange({ ...action, operator_id: value, ...(one && { team_id: null }) })} />
      {teams.length > 0 && <Select aria-label={t("people.teams")} clearable placeholder={t(one ? "people.teams" : "automations.no_team")} data={teams.map(({ id, name }) => ({ value: id, label: name }))} value={action.team_id} onChange={(value) => onChange({ ...action, team_id: value, ...(one && { operator_id: null }) })} />}
    </>
  );
}
