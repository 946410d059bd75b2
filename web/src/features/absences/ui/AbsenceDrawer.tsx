import { Drawer } from "@mantine/core";
import { useT } from "@/shared/i18n";
import type { Absence } from "@/shared/api/types";
import type { AbsenceDraft } from "@/features/absences/api/absences";
import { AbsenceForm } from "@/features/absences/ui/AbsenceForm";

export interface Edited {
  draft: AbsenceDraft;
  begun: boolean;
}

/** From tomorrow's midnight for a week: the person's own days. */
export function newAbsence(operatorId: string): Edited {
  const starts = new Date();
  starts.setHours(24, 0, 0, 0);
  const ends = new Date(starts);
  ends.setDate(ends.getDate() + 7);
  const draft = { operator_id: operatorId, kind: "holiday" as const, starts_at: starts.toISOString(), ends_at: ends.toISOString(), deputy_operator_id: null, deputy_team_id: null, copies: true, text_ru: "", text_en: "" };
  return { draft, begun: false };
}

export function editAbsence({ id, operator_id, kind, starts_at, ends_at, deputy_operator_id, deputy_team_id, copies, text_ru, text_en, state }: Absence): Edited {
  return { draft: { id, operator_id, kind, starts_at, ends_at, deputy_operator_id, deputy_team_id, copies, text_ru, text_en }, begun: state === "begun" };
}

export function AbsenceDrawer({ edited, own, onClose }: { edited: Edited | null; own: boolean; onClose: () => void }) {
  const t = useT();
  return (
    <Drawer opened={edited !== null} onClose={onClose} position="right" size={460} title={t(edited?.draft.id ? "absences.edit" : "absences.add")} closeButtonProps={{ "aria-label": t("action.close") }}>
      {edited && <AbsenceForm initial={edited.draft} begun={edited.begun} own={own} onDone={onClose} />}
    </Drawer>
  );
}
