/** Absences in order: who, from when to when, who covers, and what can be done with each. */
import { Menu } from "@mantine/core";
import { useState } from "react";
import { useFormat } from "@/shared/format";
import { useI18n } from "@/shared/i18n";
import { Avatar } from "@/shared/ui/Avatar";
import { Confirm } from "@/shared/ui/Confirm";
import { IconButton } from "@/shared/ui/IconButton";
import { Row } from "@/shared/ui/layout";
import { Status } from "@/shared/ui/Status";
import { Table } from "@/shared/ui/Table";
import { useToasts } from "@/shared/ui/toasts";
import type { Absence } from "@/shared/api/types";
import { useAbsenceAct } from "@/features/absences/api/absences";
import { useCoverName } from "@/features/absences/useCoverName";
import { useColleagues } from "@/features/workspaces";

interface Props {
  absences: Absence[];
  /** Only one's own: the person's name says nothing. */
  own: boolean;
  onEdit?: (absence: Absence) => void;
}

export function AbsenceTable({ absences, own, onEdit }: Props) {
  const { t, byCode } = useI18n();
  const colleagues = useColleagues();
  const coverName = useCoverName();
  const who = {
    key: "who",
    title: t("absences.who"),
    main: true,
    cell: ({ operator_id: id }: Absence) => <Row gap={3}><Avatar name={colleagues.get(id)?.name ?? ""} src={colleagues.get(id)?.photo_url ?? null} size={28} />{colleagues.get(id)?.name ?? ""}</Row>,
  };
  return (
    <Table
      caption={t("settings.absences")}
      rows={absences}
      keyOf={({ id }) => id}
      columns={[
        ...(own ? [] : [who]),
        { key: "when", title: t("absences.when"), ...(own && { main: true }), cell: (absence) => <Period absence={absence} /> },
        { key: "kind", title: t("absences.kind"), cell: ({ kind }) => byCode("absences.kind", kind) ?? kind },
        { key: "deputy", title: t("absences.deputy"), cell: (absence) => coverName(absence.covered_by?.operator_id ?? absence.deputy_operator_id, absence.covered_by?.team_id ?? absence.deputy_team_id) },
        { key: "state", title: t("absences.state"), cell: ({ state }) => <Status tone={state === "begun" ? "soon" : "quiet"}>{t(state === "begun" ? "absences.begun" : "absences.planned")}</Status> },
        { key: "act", title: "", align: "end", cell: (absence) => onEdit && <Acts absence={absence} own={own} onEdit={onEdit} /> },
      ]}
    />
  );
}

function Period({ absence }: { absence: Absence }) {
  const t = useI18n().t;
  const format = useFormat();
  const title = `${format.exact(absence.starts_at)} – ${format.exact(absence.ends_at)}`;
  return <span title={title}>{t("absences.period", { from: format.date(absence.starts_at), to: format.date(absence.ends_at) })}</span>;
}

function Acts({ absence, own, onEdit }: { absence: Absence; own: boolean; onEdit: (absence: Absence) => void }) {
  const { t } = useI18n();
  const { tellError } = useToasts();
  const act = useAbsenceAct(own);
  const [asked, setAsked] = useState(false);
  const begun = absence.state === "begun";
  const does = (what: "begin" | "end") => act.mutate({ id: absence.id, act: what }, { onError: tellError });
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <IconButton icon="more" label={t("absences.more")} />
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => onEdit(absence)}>{t(begun ? "absences.prolong" : "action.edit")}</Menu.Item>
          <Menu.Item onClick={() => does(begun ? "end" : "begin")}>{t(begun ? "absences.end_now" : "absences.begin_now")}</Menu.Item>
          {!begun && <Menu.Item color="red" onClick={() => setAsked(true)}>{t("absences.cancel")}</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
      <Confirm opened={asked} title={t("absences.cancel.title")} text={t("absences.cancel.text")} action={t("absences.cancel")} pending={act.isPending} error={act.error} onClose={() => setAsked(false)} onConfirm={() => act.mutate({ id: absence.id, act: "cancel" }, { onSuccess: () => setAsked(false) })} />
    </>
  );
}
