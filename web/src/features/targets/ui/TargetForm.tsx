/** A target: how soon, for whom, what happens before it is missed; read back as a sentence while it is filled in. */
import { Button, SegmentedControl, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { useT } from "@/shared/i18n";
import { DeleteButton } from "@/shared/ui/DeleteButton";
import { Actions, Stack } from "@/shared/ui/layout";
import { ErrorLine } from "@/shared/ui/states";
import { useLabels } from "@/features/conversations";
import { useChannels } from "@/features/delivery";
import { useTeams } from "@/features/workspaces";
import { useDeleteTarget, useSaveTarget } from "@/features/targets/api/targets";
import { isWhole, type PartProps, type TargetForm as Form } from "@/features/targets/rules";
import { Before } from "@/features/targets/ui/Before";
import { TierField } from "@/features/targets/ui/Tier";
import { TimeField } from "@/features/targets/ui/TimeField";
import classes from "@/features/targets/ui/Targets.module.css";
import { useSayTarget } from "@/features/targets/words";

export function TargetForm({ initial, onDone }: { initial: Form; onDone: () => void }) {
  const t = useT();
  const [form, setForm] = useState(initial);
  const save = useSaveTarget();
  const remove = useDeleteTarget();
  const set = (change: Partial<Form>) => setForm((old) => ({ ...old, ...change }));
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    save.mutate({ ...form, name: form.name.trim() }, { onSuccess: onDone });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap={5}>
        <TextInput label={t("targets.name")} placeholder={t("targets.name.placeholder")} required maxLength={100} value={form.name} onChange={(event) => set({ name: event.currentTarget.value })} data-autofocus />
        <HowSoon form={form} set={set} />
        <ForWhom form={form} set={set} />
        <Before form={form} set={set} />
        <ReadBack form={form} />
        <ErrorLine error={save.error} />
        <Actions>
          {form.id && <DeleteButton id={form.id} title={t("targets.delete", { name: initial.name })} text={t("targets.delete.text")} remove={remove} onDone={onDone} />}
          <Button type="submit" loading={save.isPending} disabled={!isWhole(form)}>
            {t("action.save")}
          </Button>
        </Actions>
      </Stack>
    </form>
  );
}

function HowSoon({ form, set }: PartProps) {
  const t = useT();
  const clocks = [
    { value: "working", label: t("targets.working") },
    { value: "clock", label: t("targets.clock") },
  ];
  return (
    <fieldset className={classes.part}>
      <legend className={classes.legend}>{t("targets.how_soon")}</legend>
      <Stack gap={3}>
        <div className={classes.pair}>
          <TimeField label={t("targets.first")} help={t("targets.first.help")} seconds={form.first_seconds} onChange={(first_seconds) => set({ first_seconds })} />
          <TimeField label={t("targets.any")} help={t("targets.any.help")} seconds={form.any_seconds} onChange={(any_seconds) => set({ any_seconds })} />
          <TimeField label={t("targets.solve")} help={t("targets.solve.help")} seconds={form.solve_seconds} onChange={(solve_seconds) => set({ solve_seconds })} />
        </div>
        <SegmentedControl aria-label={t("targets.counted")} value={form.working ? "working" : "clock"} data={clocks} onChange={(value) => set({ working: value === "working" })} />
      </Stack>
    </fieldset>
  );
}

function ForWhom({ form, set }: PartProps) {
  const t = useT();
  const any = t("targets.anyone");
  const channels = named(useChannels().data);
  const teams = named(useTeams().data);
  const labels = named(useLabels().data);
  return (
    <fieldset className={classes.part}>
      <legend className={classes.legend}>{t("targets.for_whom")}</legend>
      <div className={classes.pair}>
        <Select label={t("targets.channel")} clearable placeholder={any} data={channels} value={form.channel_id} onChange={(channel_id) => set({ channel_id })} />
        <Select label={t("targets.team")} clearable placeholder={any} data={teams} value={form.team_id} onChange={(team_id) => set({ team_id })} />
        <Select label={t("targets.label")} clearable searchable placeholder={any} data={labels} value={form.label_id} onChange={(label_id) => set({ label_id })} />
        <TierField form={form} set={set} />
      </div>
    </fieldset>
  );
}

function ReadBack({ form }: { form: Form }) {
  const t = useT();
  const said = useSayTarget()(form);
  return (
    <div className={classes.said} role="status" aria-label={t("targets.read_back")}>
      {said.length === 0 ? <p>{t("targets.no_time")}</p> : said.map((one) => <p key={one}>{one}</p>)}
    </div>
  );
}

function named(rows: { id: string; name: string }[] = []) {
  return rows.map(({ id, name }) => ({ value: id, label: name }));
}
