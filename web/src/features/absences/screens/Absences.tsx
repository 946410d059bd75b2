/** Who is away and who will be: the company's absences in order, and planning them for colleagues. */
import { Button } from "@mantine/core";
import { useState } from "react";
import { useT } from "@/shared/i18n";
import { Page } from "@/shared/ui/Page";
import { Empty, Failure, SkeletonRows } from "@/shared/ui/states";
import { useAbsences } from "@/features/absences/api/absences";
import { AbsenceDrawer, editAbsence, newAbsence, type Edited } from "@/features/absences/ui/AbsenceDrawer";
import { AbsenceTable } from "@/features/absences/ui/AbsenceTable";
import { useMay } from "@/features/workspaces";

export function Absences() {
  const t = useT();
  const query = useAbsences();
  const mayWrite = useMay("absences.write");
  const [edited, setEdited] = useState<Edited | null>(null);
  const add = mayWrite && <Button onClick={() => setEdited(newAbsence(""))}>{t("absences.add")}</Button>;
  return (
    <Page title={t("settings.absences")} lead={t("absences.lead")} action={add}>
      {query.isPending ? (
        <SkeletonRows rows={4} height={44} />
      ) : query.isLoadingError ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : query.data.length === 0 ? (
        <Empty icon="hours" title={t("absences.empty")} text={t("absences.empty.text")} action={add} />
      ) : (
        <AbsenceTable absences={query.data} own={false} {...(mayWrite && { onEdit: (absence) => setEdited(editAbsence(absence)) })} />
      )}
      <AbsenceDrawer edited={edited} own={false} onClose={() => setEdited(null)} />
    </Page>
  );
}
