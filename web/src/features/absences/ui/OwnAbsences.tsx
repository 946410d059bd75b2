/** One's own absences, in the profile. */
import { Button } from "@mantine/core";
import { useState } from "react";
import { useT } from "@/shared/i18n";
import { Section } from "@/shared/ui/Page";
import { Failure, SkeletonRows } from "@/shared/ui/states";
import { useAbsences } from "@/features/absences/api/absences";
import { AbsenceDrawer, editAbsence, newAbsence, type Edited } from "@/features/absences/ui/AbsenceDrawer";
import { AbsenceTable } from "@/features/absences/ui/AbsenceTable";
import { useMe } from "@/features/workspaces";

export function OwnAbsences() {
  const t = useT();
  const me = useMe().operator.id;
  const query = useAbsences();
  const [edited, setEdited] = useState<Edited | null>(null);
  const mine = (query.data ?? []).filter(({ operator_id: id }) => id === me);
  return (
    <Section title={t("absences.own")} lead={t("absences.own.lead")} action={<Button variant="default" onClick={() => setEdited(newAbsence(me))}>{t("absences.add")}</Button>}>
      {query.isPending ? <SkeletonRows rows={1} /> : query.isLoadingError ? <Failure error={query.error} retry={() => void query.refetch()} /> : mine.length > 0 && <AbsenceTable absences={mine} own onEdit={(absence) => setEdited(editAbsence(absence))} />}
      <AbsenceDrawer edited={edited} own onClose={() => setEdited(null)} />
    </Section>
  );
}
