/** Macros: several acts in a conversation by one press. */
import { Button, Drawer, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { useT } from "@/shared/i18n";
import { DeleteButton } from "@/shared/ui/DeleteButton";
import { IconButton } from "@/shared/ui/IconButton";
import { Actions, Stack } from "@/shared/ui/layout";
import { Page } from "@/shared/ui/Page";
import { Empty, ErrorLine, Failure, SkeletonRows } from "@/shared/ui/states";
import { Table } from "@/shared/ui/Table";
import { TimeAgo } from "@/shared/ui/TimeAgo";
import { useDeleteMacro, useMacros, useSaveMacro } from "@/features/automations/api/macros";
import { ACTIONS, isWhole, MACRO_ACTIONS } from "@/features/automations/parts";
import type { Macro, MacroForm } from "@/features/automations/types";
import { ActionLines } from "@/features/automations/ui/ActionLines";
import classes from "@/features/automations/ui/Builder.module.css";
import { useSayActions } from "@/features/automations/words";
import { useMay, useTeams } from "@/features/workspaces";

const NEW: MacroForm = { name: "", team_id: null, actions: [ACTIONS.snippet, ACTIONS.close] };

export function Macros() {
  const t = useT();
  const query = useMacros();
  const mayWrite = useMay("automations.write");
  const [edited, setEdited] = useState<MacroForm | null>(null);
  const add = mayWrite && <Button onClick={() => setEdited(NEW)}>{t("macros.add")}</Button>;
  return (
    <Page title={t("settings.macros")} lead={t("macros.lead")} action={add}>
      {query.isPending ? (
        <SkeletonRows />
      ) : query.isLoadingError ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : query.data.length === 0 ? (
        <Empty icon="play" title={t("macros.empty")} text={t("macros.empty.text")} action={add} />
      ) : (
        <List macros={query.data} onEdit={mayWrite ? ({ id, name, team_id, actions }) => setEdited({ id, name, team_id, actions }) : undefined} />
      )}
      <Drawer opened={edited !== null} onClose={() => setEdited(null)} position="right" size={620} title={edited?.id ? edited.name : t("macros.add")} closeButtonProps={{ "aria-label": t("action.close") }}>
        {edited && <Form key={edited.id ?? "new"} initial={edited} onDone={() => setEdited(null)} />}
      </Drawer>
    </Page>
  );
}

function List({ macros, onEdit }: { macros: Macro[]; onEdit: ((macro: Macro) => void) | undefined }) {
  const t = useT();
  const say = useSayActions();
  const teams = useTeams().data ?? [];
  return (
    <Table
      caption={t("settings.macros")}
      rows={macros}
      keyOf={({ id }) => id}
      columns={[
        {
          key: "name",
          title: t("macros.name"),
          main: true,
          cell: ({ name, actions }) => (
            <div>
              <span className={classes.name} dir="auto">{name}</span>
              <span className={classes.sentence}>{say(actions)}</span>
            </div>
          ),
        },
        { key: "team", title: t("replies.team"), cell: ({ team_id: id }) => teams.find((team) => team.id === id)?.name ?? t("replies.everyone") },
        { key: "used", title: t("macros.used"), align: "end", cell: ({ used_count: count }) => count },
        { key: "last", title: t("automations.last"), cell: ({ last_used_at: at }) => (at ? <TimeAgo at={at} /> : "—") },
        { key: "act", title: "", align: "end", cell: (macro) => onEdit && <IconButton icon="edit" label={t("action.edit")} onClick={() => onEdit(macro)} /> },
      ]}
    />
  );
}

function Form({ initial, onDone }: { initial: MacroForm; onDone: () => void }) {
  const t = useT();
  const [form, setForm] = useState(initial);
  const save = useSaveMacro();
  const remove = useDeleteMacro();
  const teams = useTeams().data ?? [];
  const set = (change: Partial<MacroForm>) => setForm((old) => ({ ...old, ...change }));
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    save.mutate(form, { onSuccess: onDone });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput label={t("macros.name")} required maxLength={100} value={form.name} onChange={(event) => set({ name: event.currentTarget.value })} data-autofocus />
        <fieldset className={classes.part}>
          <legend className={classes.word}>{t("macros.does")}</legend>
          <ActionLines actions={form.actions} kinds={MACRO_ACTIONS} onChange={(actions) => set({ actions })} />
        </fieldset>
        <p className={classes.hint}>{t("macros.stops")}</p>
        {teams.length > 0 && <Select label={t("replies.team")} description={t("macros.team.help")} clearable placeholder={t("replies.everyone")} data={teams.map((team) => ({ value: team.id, label: team.name }))} value={form.team_id} onChange={(value) => set({ team_id: value })} />}
        <ErrorLine error={save.error} />
        <Actions>
          {form.id && <DeleteButton id={form.id} title={t("macros.delete", { name: form.name })} text={t("macros.delete.text")} remove={remove} onDone={onDone} />}
          <Button type="submit" disabled={!form.actions.every(isWhole) || form.name.trim() === ""} loading={save.isPending}>
            {t("action.save")}
          </Button>
        </Actions>
      </Stack>
    </form>
  );
}
