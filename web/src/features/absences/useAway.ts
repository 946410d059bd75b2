/** Who is absent at this moment, with the words for it: until when, and who covers. */
import { useFormat } from "@/shared/format";
import { useT } from "@/shared/i18n";
import type { Absence } from "@/shared/api/types";
import { useAbsences } from "@/features/absences/api/absences";
import { useCoverName } from "@/features/absences/useCoverName";

export function useAway(): (operatorId: string) => string | null {
  const t = useT();
  const format = useFormat();
  const nameOf = useCoverName();
  const begun = new Map((useAbsences().data ?? []).filter(({ state }) => state === "begun").map((absence): [string, Absence] => [absence.operator_id, absence]));
  return (operatorId) => {
    const absence = begun.get(operatorId);
    if (!absence) return null;
    const name = nameOf(absence.covered_by?.operator_id ?? null, absence.covered_by?.team_id ?? null);
    return t("absences.away", { until: format.date(absence.ends_at), name });
  };
}
