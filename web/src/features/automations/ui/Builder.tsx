/** A rule that reads as a sentence: when … if … then …; tried on past conversations before it is switched on. */
import { Button, Checkbox, NumberInput, Select, SegmentedControl, Switch, TextInput } from "@mantine/core";
import { useState } from "react";
import { useT } from "@/shared/i18n";
import { DeleteButton } from "@/shared/ui/DeleteButton";
import { Icon } from "@/shared/ui/icons";
import { Actions, Stack } from "@/shared/ui/layout";
import { ErrorLine } from "@/shared/ui/states";
import { useDeleteAutomation, useSaveAutomation, useTrial } from "@/features/automations/api/automations";
import { AUTOMATION_ACTIONS, CONDITIONS, CONDITIONS_MAX, mayRun, TRIGGERS } from "@/features/automations/parts";
import type { AutomationForm, TriggerName } from "@/features/automations/types";
import { ActionLines } from "@/features/automations/ui/ActionLines";
import classes from "@/features/automations/ui/Builder.module.css";
import { ConditionLine } from "@/features/automations/ui/ConditionLine";
import { TrialResult } from "@/features/automations/ui/TrialResult";

const MINUTES_FIRST = 10;
const MINUTES_MAX = 10_080;

interface PartProps {
  form: AutomationForm;
  set: (change: Partial<AutomationForm>) => void;
}

export function Builder({ initial, onDone }: { initial: AutomationForm; onDone: () => void }) {
  const t = useT();
  const [form, setForm] = useState(initial);
  const save = useSaveAutomation();
  const remove = useDeleteAutomation();
  const trial = useTrial();
  const set = (change: Partial<AutomationForm>) => setForm((old) => ({ ...old, ...change }));
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    save.mutate(form, { onSuccess: onDone });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput label={t("automations.name")} placeholder={t("automations.name.placeholder")} required maxLength={100} value={form.name} onChange={(event) => set({ name: event.currentTarget.value })} data-autofocus />
        <When form={form} set={set} />
        <If form={form} set={set} />
        <fieldset className={classes.part}>
          <legend className={classes.word}>{t("automations.then")}</legend>
          <ActionLines actions={form.actions} kinds={AUTOMATION_ACTIONS} onChange={(actions) => set({ actions })} />
        </fieldset>
        <Checkbox label={t("automations.stops")} checked={form.stops} onChange={(event) => set({ stops: event.currentTarget.checked })} />
        <Switch label={t("automations.enabled")} checked={form.enabled} onChange={(event) => set({ enabled: event.currentTarget.checked })} />
        {trial.data && <TrialResult trial={trial.data} />}
        <ErrorLine error={save.error ?? trial.error} />
        <Actions>
          {form.id && <DeleteButton id={form.id} title={t("automations.delete", { name: form.name })} text={t("automations.delete.text")} remove={remove} onDone={onDone} />}
          <Button variant="default" disabled={!mayRun(form)} loading={trial.isPending} onClick={() => trial.mutate(form)}>
            {t("automations.try")}
          </Button>
          <Button type="submit" disabled={!mayRun(form) || form.name.trim() === ""} loading={save.isPending}>
            {t("action.save")}
          </Button>
        </Actions>
      </Stack>
    </form>
  );
}

function When({ form, set }: PartProps) {
  const t = useT();
  const choose = (value: string | null) => {
    const trigger = (value ?? form.trigger) as TriggerName;
    set({ trigger, after_minutes: trigger === "no_answer" ? (form.after_minutes ?? MINUTES_FIRST) : null });
  };
  return (
    <fieldset className={classes.part}>
      <legend className={classes.word}>{t("automations.when")}</legend>
      <Select aria-label={t("automations.when")} allowDeselect={false} value={form.trigger} data={TRIGGERS.map((value) => ({ value, label: t(`automations.when.${value}`, { count: form.after_minutes ?? MINUTES_FIRST }) }))} onChange={choose} />
      {form.trigger === "no_answer" && <NumberInput mt="xs" w={200} label={t("automations.minutes")} min={1} max={MINUTES_MAX} allowDecimal={false} value={form.after_minutes ?? ""} onChange={(value) => set({ after_minutes: typeof value === "number" ? value : null })} />}
    </fieldset>
  );
}

function If({ form, set }: PartProps) {
  const t = useT();
  const { conditions } = form;
  return (
    <fieldset className={classes.part}>
      <legend className={classes.word}>{t("automations.if")}</legend>
      {conditions.length > 1 && <SegmentedControl mb="xs" size="xs" aria-label={t("automations.match")} value={form.match} data={[{ value: "all", label: t("automations.match.all") }, { value: "any", label: t("automations.match.any") }]} onChange={(match) => set({ match: match })} />}
      {conditions.map((condition, index) => (
        <ConditionLine key={index} condition={condition} onChange={(next) => set({ conditions: conditions.map((one, at) => (at === index ? next : one)) })} onRemove={() => set({ conditions: conditions.filter((_, at) => at !== index) })} />
      ))}
      {conditions.length === 0 && <p className={classes.plain}>{t("automations.always")}</p>}
      {conditions.length < CONDITIONS_MAX && (
        <Button size="xs" variant="default" leftSection={<Icon name="plus" size={16} />} onClick={() => set({ conditions: [...conditions, CONDITIONS.words] })}>
          {t("automations.add_condition")}
        </Button>
      )}
    </fieldset>
  );
}
