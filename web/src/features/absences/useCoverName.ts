import { useT } from "@/shared/i18n";
import { useColleagues, useTeams } from "@/features/workspaces";

/** A deputy in words: a colleague, a team, or everybody. */
export function useCoverName(): (operatorId: string | null, teamId: string | null) => string {
  const t = useT();
  const colleagues = useColleagues();
  const teams = useTeams().data ?? [];
  return (operatorId, teamId) => {
    if (operatorId) return colleagues.get(operatorId)?.name ?? t("absences.everybody");
    const team = teams.find(({ id }) => id === teamId);
    return team ? t("absences.team", { name: team.name }) : t("absences.everybody");
  };
}
