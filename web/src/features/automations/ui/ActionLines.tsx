/** The "then" of a rule: actions one after another. */
import { Button, Checkbox, MultiSelect, Select, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useI18n } from "@/shared/i18n";
import { CopyField } from "@/shared/ui/CopyField";
import { IconButton } from "@/shared/ui/IconButton";
import { Icon } from "@/shared/ui/icons";
import { useWebhookSecret } from "@/features/automations/api/automations";
import { ACTIONS, ACTIONS_MAX, moved } from "@/features/automations/parts";
import type { Action, ActionKind } from "@/features/automations/types";
import { AssignField } from "@/features/automations/ui/AssignField";
import classes from "@/features/automations/ui/Builder.module.css";
import { SortingField } from "@/features/automations/ui/SortingFields";
import { TaskField } from "@/features/automations/ui/TaskField";
import { choiceOf, useSnippetChoices } from "@/features/snippets";
import { useOperators, useTeams } from "@/features/workspaces";

interface Props {
  actions: Action[];
  kinds: readonly ActionKind[];
  onChange: (actions: Action[]) => void;
}

export function ActionLines({ actions, kinds, onChange }: Props) {
  const { t } = useI18n();
  const replace = (index: number, action: Action) => onChange(actions.map((one, at) => (at === index ? action : one)));
  return (
    <>
      {actions.map((action, index) => (
        // An action has no name of its own; its place is what it is known by.
        <div key={index} className={classes.line}>
          <Select aria-label={t("automations.action")} allowDeselect={false} value={action.kind} data={kinds.map((value) => ({ value, label: t(`automations.then.${value}`) }))} onChange={(value) => value && replace(index, ACTIONS[value])} />
          <div className={classes.fields}>
            <Fields action={action} onChange={(next) => replace(index, next)} />
          </div>
          <div className={classes.tools}>
            {index > 0 && <IconButton icon="up" label={t("automations.up")} onClick={() => onChange(moved(actions, index, -1))} />}
            {actions.length > 1 && <IconButton icon="close" label={t("automations.remove")} onClick={() => onChange(actions.filter((_, at) => at !== index))} />}
          </div>
        </div>
      ))}
      {actions.length < ACTIONS_MAX && (
        <Button size="xs" variant="default" leftSection={<Icon name="plus" size={16} />} onClick={() => onChange([...actions, ACTIONS.close])}>
          {t("automations.add_action")}
        </Button>
      )}
    </>
  );
}

interface FieldsProps {
  action: Action;
  onChange: (action: Action) => void;
}

function Fields({ action, onChange }: FieldsProps) {
  const { t } = useI18n();
  if (action.kind === "snippet") return <SnippetField action={action} onChange={onChange} />;
  if (action.kind === "reply" || action.kind === "note")
    return <Textarea aria-label={t(`automations.then.${action.kind}`)} description={t("automations.text.help")} autosize minRows={2} maxRows={10} maxLength={20_000} value={action.text} onChange={(event) => onChange({ ...action, text: event.currentTarget.value })} />;
  if (action.kind === "assign") return <AssignField action={action} onChange={onChange} />;
  if (action.kind === "notify") return <NotifyField action={action} onChange={onChange} />;
  if (action.kind === "webhook") return <WebhookField action={action} onChange={onChange} />;
  if (action.kind === "task") return <TaskField action={action} onChange={onChange} />;
  if (action.kind === "close" || action.kind === "reopen" || action.kind === "take") return <p className={classes.plain}>{t(`automations.about.${action.kind}`)}</p>;
  return <SortingField action={action} onChange={onChange} />;
}

type FieldOf<Kind extends ActionKind> = { action: Extract<Action, { kind: Kind }>; onChange: (action: Action) => void };

function SnippetField({ action, onChange }: FieldOf<"snippet">) {
  const { t } = useI18n();
  const [typed, setTyped] = useState("");
  const { found, chosen } = useSnippetChoices(typed, action.snippet_id);
  return (
    <>
      <Select aria-label={t("automations.then.snippet")} placeholder={t("automations.choose")} searchable onSearchChange={setTyped} filter={({ options }) => options} nothingFoundMessage={t("replies.not_found")} data={found.map((one) => ({ value: one.id, label: choiceOf(one) }))} value={action.snippet_id || null} onChange={(value) => onChange({ ...action, snippet_id: value ?? "" })} />
      {chosen && <p className={classes.hint}>{chosen.text.slice(0, 200)}</p>}
    </>
  );
}

function NotifyField({ action, onChange }: FieldOf<"notify">) {
  const { t } = useI18n();
  const teams = useTeams().data ?? [];
  const operators = (useOperators().data ?? []).filter(({ deactivated_at: gone }) => !gone);
  return (
    <>
      <Checkbox label={t("automations.notify.assignee")} checked={action.assignee} onChange={(event) => onChange({ ...action, assignee: event.currentTarget.checked })} />
      <MultiSelect aria-label={t("people.operators")} placeholder={action.operator_ids.length > 0 ? undefined : t("people.operators")} maxValues={20} data={operators.map(({ id, name }) => ({ value: id, label: name }))} value={action.operator_ids} onChange={(operator_ids) => onChange({ ...action, operator_ids })} />
      {teams.length > 0 && <MultiSelect aria-label={t("people.teams")} placeholder={action.team_ids.length > 0 ? undefined : t("people.teams")} maxValues={20} data={teams.map(({ id, name }) => ({ value: id, label: name }))} value={action.team_ids} onChange={(team_ids) => onChange({ ...action, team_ids })} />}
    </>
  );
}

function WebhookField({ action, onChange }: FieldOf<"webhook">) {
  const { t } = useI18n();
  const { data } = useWebhookSecret(true);
  return (
    <>
      <TextInput type="url" aria-label={t("automations.then.webhook")} placeholder="https://crm.example.com/hooks/otklik" maxLength={2000} value={action.url} onChange={(event) => onChange({ ...action, url: event.currentTarget.value.trim() })} />
      {data && <CopyField label={t("automations.secret")} value={data.secret} />}
      <p className={classes.hint}>{t("automations.secret.help")}</p>
    </>
  );
}
