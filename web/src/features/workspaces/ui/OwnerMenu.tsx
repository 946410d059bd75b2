/** Who gets it: a colleague or a team. */
import { Menu } from "@mantine/core";
import type { ReactNode } from "react";
import { useT } from "@/shared/i18n";
import { useOperators } from "@/features/workspaces/api/operators";
import { useTeams } from "@/features/workspaces/api/teams";

/** To a colleague or to a team. */
export interface Owner {
  operator_id?: string;
  team_id?: string;
}

interface Props {
  /** The button that opens it. */
  children: ReactNode;
  /** Whose it is now: not offered. */
  now: { operator_id: string | null; team_id: string | null };
  /** Colleagues who cannot get it. */
  except?: readonly string[];
  onGive: (owner: Owner) => void;
}

export function OwnerMenu({ children, now, except = [], onGive }: Props) {
  const t = useT();
  const people = (useOperators().data ?? []).filter(({ id, deactivated_at: gone }) => !gone && id !== now.operator_id && !except.includes(id));
  const teams = (useTeams().data ?? []).filter(({ id }) => now.operator_id !== null || id !== now.team_id);
  return (
    <Menu position="bottom-start" shadow="md" width={240}>
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown mah={320} style={{ overflowY: "auto" }}>
        {people.length > 0 && <Menu.Label>{t("people.operators")}</Menu.Label>}
        {people.map(({ id, name }) => (
          <Menu.Item key={id} onClick={() => onGive({ operator_id: id })}>
            {name}
          </Menu.Item>
        ))}
        {teams.length > 0 && <Menu.Label>{t("people.teams")}</Menu.Label>}
        {teams.map(({ id, name }) => (
          <Menu.Item key={id} onClick={() => onGive({ team_id: id })}>
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
