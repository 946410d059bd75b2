/** Groups of operators that conversations are given to. */
import { Button, Drawer, MultiSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { useT } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/IconButton";
import { Actions, Row, Stack } from "@/shared/ui/layout";
import { Section } from "@/shared/ui/Page";
import { Empty, ErrorLine, Failure, SkeletonRows } from "@/shared/ui/states";
import { Table } from "@/shared/ui/Table";
import { Confirm } from "@/shared/ui/Confirm";
import type { Team } from "@/shared/api/types";
import { useOperators } from "@/features/workspaces/api/operators";
import { useDeleteTeam, useSaveTeam, useTeams, type TeamDraft } from "@/features/workspaces/api/teams";

export function Teams({ mayWrite }: { mayWrite: boolean }) {
  const t = useT();
  const query = useTeams();
  const [edited, setEdited] = useState<TeamDraft | null>(null);
  const add = mayWrite && (
    <Button variant="default" onClick={() => setEdited({ name: "", member_ids: [] })}>
      {t("teams.add")}
    </Button>
  );
  return (
    <Section title={t("people.teams")} lead={t("teams.lead")} action={query.data?.length ? add : null}>
      {query.isPending ? (
        <SkeletonRows rows={2} />
      ) : query.isLoadingError ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : query.data.length === 0 ? (
        <Empty icon="team" title={t("teams.empty")} text={t("teams.empty.text")} action={add} />
      ) : (
        <TeamTable teams={query.data} onEdit={mayWrite ? setEdited : undefined} />
      )}
      <Drawer opened={edited !== null} onClose={() => setEdited(null)} position="right" size={420} title={edited?.id ? edited.name : t("teams.add")} closeButtonProps={{ "aria-label": t("action.close") }}>
        {edited && <TeamForm initial={edited} onDone={() => setEdited(null)} />}
      </Drawer>
    </Section>
  );
}

function TeamTable({ teams, onEdit }: { teams: Team[]; onEdit: ((team: Team) => void) | undefined }) {
  const t = useT();
  const operators = useOperators().data ?? [];
  const names = (ids: string[]) => operators.filter(({ id }) => ids.includes(id)).map(({ name }) => name).join(", ");
  return (
    <Table
      caption={t("people.teams")}
      rows={teams}
      keyOf={({ id }) => id}
      columns={[
        { key: "name", title: t("teams.name"), main: true, cell: ({ name }) => name },
        { key: "members", title: t("people.operators"), cell: ({ member_ids: ids }) => names(ids) || t("teams.nobody") },
        { key: "act", title: "", align: "end", cell: (team) => onEdit && <IconButton icon="edit" label={t("teams.edit", { name: team.name })} onClick={() => onEdit(team)} /> },
      ]}
    />
  );
}

function TeamForm({ initial, onDone }: { initial: TeamDraft; onDone: () => void }) {
  const t = useT();
  const operators = useOperators().data ?? [];
  const [name, setName] = useState(initial.name);
  const [members, setMembers] = useState(initial.member_ids);
  const save = useSaveTeam();
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    save.mutate({ ...(initial.id && { id: initial.id }), name: name.trim(), member_ids: members }, { onSuccess: onDone });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput label={t("teams.name")} required maxLength={120} data-autofocus value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <MultiSelect label={t("people.operators")} searchable data={operators.filter(({ deactivated_at: gone }) => !gone).map(({ id, name: label }) => ({ value: id, label }))} value={members} onChange={setMembers} />
        <ErrorLine error={save.error} />
        <Actions>
          {initial.id && <DeleteTeam id={initial.id} name={initial.name} onDone={onDone} />}
          <Button type="submit" loading={save.isPending}>
            {t("action.save")}
          </Button>
        </Actions>
      </Stack>
    </form>
  );
}

function DeleteTeam({ id, name, onDone }: { id: string; name: string; onDone: () => void }) {
  const t = useT();
  const [asked, setAsked] = useState(false);
  const remove = useDeleteTeam();
  return (
    <Row>
      <Button variant="subtle" color="red" onClick={() => setAsked(true)}>
        {t("action.delete")}
      </Button>
      <Confirm opened={asked} title={t("teams.delete", { name })} text={t("teams.delete.text")} action={t("action.delete")} pending={remove.isPending} error={remove.error} onClose={() => setAsked(false)} onConfirm={() => remove.mutate(id, { onSuccess: onDone })} />
    </Row>
  );
}
