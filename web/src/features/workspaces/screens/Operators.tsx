/** Who answers: operators and their roles, invitations on their way, teams. */
import { Button, Menu, Select } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { useFormat } from "@/shared/format";
import { useI18n } from "@/shared/i18n";
import { Avatar } from "@/shared/ui/Avatar";
import { IconButton } from "@/shared/ui/IconButton";
import { Row } from "@/shared/ui/layout";
import { Page, Section } from "@/shared/ui/Page";
import { Failure, SkeletonRows } from "@/shared/ui/states";
import { Status } from "@/shared/ui/Status";
import { Table } from "@/shared/ui/Table";
import { useToasts } from "@/shared/ui/toasts";
import type { Operator, Role } from "@/shared/api/types";
import { useInvitations, useSendLetterAgain, useWithdrawInvitation } from "@/features/workspaces/api/invitations";
import { useChangeOperator, useDeactivation, useOperators } from "@/features/workspaces/api/operators";
import { useMay, useMe } from "@/features/workspaces/api/session";
import { InvitePanel } from "@/features/workspaces/ui/InvitePanel";
import { Teams } from "@/features/workspaces/ui/Teams";
import { ROLES } from "@/features/workspaces/ui/roles";

interface Props {
  /** Until when somebody is away and who covers for them; null for whoever is not. */
  awayOf: (operatorId: string) => string | null;
  more: ReactNode;
}

export function Operators({ awayOf, more }: Props) {
  const { t } = useI18n();
  const mayWrite = useMay("operators.write");
  const [inviting, setInviting] = useState(false);
  const query = useOperators();
  return (
    <Page title={t("settings.operators")} lead={t("operators.lead")} action={mayWrite && <Button onClick={() => setInviting(true)}>{t("operators.invite")}</Button>}>
      {query.isPending ? <SkeletonRows rows={4} height={44} /> : query.isLoadingError ? <Failure error={query.error} retry={() => void query.refetch()} /> : <OperatorTable operators={query.data} mayWrite={mayWrite} awayOf={awayOf} />}
      {more}
      {mayWrite && <Invitations />}
      <Teams mayWrite={mayWrite} />
      <InvitePanel opened={inviting} onClose={() => setInviting(false)} />
    </Page>
  );
}

function OperatorTable({ operators, mayWrite, awayOf }: { operators: Operator[]; mayWrite: boolean; awayOf: Props["awayOf"] }) {
  const { t, byCode } = useI18n();
  const me = useMe();
  return (
    <Table
      caption={t("people.operators")}
      rows={operators}
      keyOf={({ id }) => id}
      columns={[
        { key: "name", title: t("card.name"), main: true, cell: (operator) => <Row gap={3}><Avatar name={operator.name} src={operator.photo_url} size={30} />{operator.name}</Row> },
        { key: "email", title: t("sign_in.email"), cell: ({ email }) => email },
        { key: "role", title: t("operators.role"), cell: (operator) => (mayWrite && !operator.deactivated_at ? <RoleSelect operator={operator} /> : (byCode("role", operator.role) ?? operator.role)) },
        { key: "state", title: t("operators.state"), cell: (operator) => <Here operator={operator} away={awayOf(operator.id)} /> },
        { key: "act", title: "", align: "end", cell: (operator) => mayWrite && operator.id !== me.operator.id && <OperatorMenu operator={operator} /> },
      ]}
    />
  );
}

function Here({ operator, away }: { operator: Operator; away: string | null }) {
  const { t } = useI18n();
  const format = useFormat();
  if (operator.deactivated_at) return <Status tone="quiet">{t("operators.deactivated")}</Status>;
  if (away) return <Status tone="soon">{away}</Status>;
  if (operator.status === "offline") return <Status tone="quiet">{t("presence.offline")}</Status>;
  const until = operator.status === "on_break" && operator.break_ends_at;
  if (until) return <Status tone="soon">{t("presence.on_break_until", { time: format.clock(until) })}</Status>;
  return <Status tone={operator.status === "online" ? "kept" : "soon"}>{t(`presence.${operator.status}`)}</Status>;
}

function RoleSelect({ operator }: { operator: Operator }) {
  const { t, byCode } = useI18n();
  const { tellError } = useToasts();
  const change = useChangeOperator();
  return (
    <Select
      size="xs"
      w={170}
      aria-label={t("operators.role_of", { name: operator.name })}
      allowDeselect={false}
      value={operator.role}
      data={ROLES.map((role) => ({ value: role, label: byCode("role", role) ?? role }))}
      onChange={(role) => change.mutate({ id: operator.id, role: role as Role }, { onError: tellError })}
    />
  );
}

function OperatorMenu({ operator }: { operator: Operator }) {
  const { t } = useI18n();
  const { tell, tellError } = useToasts();
  const deactivation = useDeactivation();
  const set = (deactivated: boolean, undo: boolean) =>
    deactivation.mutate(
      { id: operator.id, deactivated },
      { onError: tellError, onSuccess: () => undo && tell(t(deactivated ? "operators.deactivated.done" : "operators.restored.done", { name: operator.name }), () => set(!deactivated, false)) },
    );
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <IconButton icon="more" label={t("operators.more", { name: operator.name })} />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item {...(!operator.deactivated_at && { color: "red" })} onClick={() => set(!operator.deactivated_at, true)}>
          {operator.deactivated_at ? t("operators.restore") : t("operators.deactivate")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Invitations() {
  const { t, byCode } = useI18n();
  const format = useFormat();
  const { tell, tellError } = useToasts();
  const query = useInvitations();
  const letter = useSendLetterAgain();
  const withdraw = useWithdrawInvitation();
  const again = (id: string, email: string) => letter.mutate(id, { onError: tellError, onSuccess: () => tell(t("operators.invited", { email })) });
  if (!query.data?.length) return null;
  return (
    <Section title={t("invitations.title")} lead={t("invitations.lead")}>
      <Table
        caption={t("invitations.title")}
        rows={query.data}
        keyOf={({ id }) => id}
        columns={[
          { key: "email", title: t("sign_in.email"), main: true, cell: ({ email }) => email },
          { key: "role", title: t("operators.role"), cell: ({ role }) => byCode("role", role) ?? role },
          { key: "until", title: t("invitations.until"), cell: ({ expires_at: at }) => format.date(at) },
          { key: "act", title: "", align: "end", cell: ({ id, email }) => <Row gap={1}><Button size="compact-sm" variant="subtle" loading={letter.isPending && letter.variables === id} onClick={() => again(id, email)}>{t("invitations.again")}</Button><IconButton icon="trash" label={t("invitations.withdraw", { email })} onClick={() => withdraw.mutate(id, { onError: tellError })} /></Row> },
        ]}
      />
    </Section>
  );
}
