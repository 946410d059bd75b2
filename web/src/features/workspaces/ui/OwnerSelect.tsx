/** The choice of a colleague or a team in a form. */
import { Select } from "@mantine/core";
import { useT } from "@/shared/i18n";
import { useOperators } from "@/features/workspaces/api/operators";
import { useTeams } from "@/features/workspaces/api/teams";
import type { Owner } from "@/features/workspaces/ui/OwnerMenu";

interface Props {
  label: string;
  value: Owner | null;
  onChange: (owner: Owner | null) => void;
  /** Colleagues who cannot be chosen. */
  except?: readonly string[];
}

export function OwnerSelect({ label, value, onChange, except = [] }: Props) {
  const t = useT();
  const people = (useOperators().data ?? []).filter(({ id, deactivated_at: gone }) => !gone && !except.includes(id));
  const teams = useTeams().data ?? [];
  return (
    <Select
      label={label}
      searchable
      value={value && (value.team_id ? `team:${value.team_id}` : `operator:${value.operator_id ?? ""}`)}
      onChange={(chosen) => onChange(chosen ? read(chosen) : null)}
      data={[
        { group: t("people.operators"), items: people.map(({ id, name }) => ({ value: `operator:${id}`, label: name })) },
        { group: t("people.teams"), items: teams.map(({ id, name }) => ({ value: `team:${id}`, label: name })) },
      ]}
    />
  );
}

function read(chosen: string): Owner {
  const [kind, id = ""] = chosen.split(":");
  return kind === "team" ? { team_id: id } : { operator_id: id };
}
