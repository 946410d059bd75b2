/** Who is to have a conversation: an operator, a team, or both. */
import { Select } from "@mantine/core";
import { useT } from "@/shared/i18n";
import type { Action } from "@/features/automations/types";
import { useOperators, useTeams } from "@/features/workspaces";

interface Props {
  action: Extract<Action, { kind: "assign" | "transfer" }>;
  onChange: (action: Action) => void;
}

export function AssignField({ action, onChange }: Props) {
  const t = useT();
  const teams = useTeams().data ?? [];
  const operators = (useOperators().data ?? []).filter(({ deactivated_at: gone }) => !gone);
  return (
    <>
      <Select aria-label={t("people.operators")} clearable placeholder={t("thread.nobody")} data={operators.map(({ id, name }) => ({ value: id, label: name }))} value={action.operator_id} onChange={(value) => onChange({ ...action, operator_id: value })} />
      {teams.length > 0 && <Select aria-label={t("people.teams")} clearable placeholder={t("automations.no_team")} data={teams.map(({ id, name }) => ({ value: id, label: name }))} value={action.team_id} onChange={(value) => onChange({ ...action, team_id: value })} />}
    </>
  );
}
