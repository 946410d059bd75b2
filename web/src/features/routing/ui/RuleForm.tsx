/** One rule: how conversations of the company, a channel or a team are given out. */
import { Button, NumberInput, Select, TagsInput } from "@mantine/core";
import { useState } from "react";
import { useFormat } from "@/shared/format";
import { useT } from "@/shared/i18n";
import { Actions, Stack } from "@/shared/ui/layout";
import { ErrorLine } from "@/shared/ui/states";
import type { RoutingRule } from "@/shared/api/types";
import { useProfiles, useRemoveRule, useSaveRule, type RuleScope } from "@/features/routing/api/routing";
import { Topics } from "@/features/routing/ui/Topics";
import { useTeams } from "@/features/workspaces";

const WAYS: RoutingRule["way"][] = ["by_hand", "round_robin", "load", "skill", "language"];

interface Props {
  scope: RuleScope;
  rule: RoutingRule | undefined;
  onDone: () => void;
}

const NEW: Omit<RoutingRule, keyof RuleScope> = { way: "load", gives_team_id: null, last_operator_days: 0, skills: [], topics: [], priority: 0, weight_percent: 100 };

export function RuleForm({ scope: { team_id, channel_id }, rule, onDone }: Props) {
  const t = useT();
  const format = useFormat();
  const [form, setForm] = useState<RoutingRule>(rule ?? { ...NEW, team_id, channel_id });
  const set = (change: Partial<RoutingRule>) => setForm((old) => ({ ...old, ...change }));
  const save = useSaveRule();
  const remove = useRemoveRule();
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    save.mutate(form, { onSuccess: onDone });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <Select label={t("routing.way")} description={t(`routing.way.${form.way}.help`)} allowDeselect={false} data={WAYS.map((way) => ({ value: way, label: t(`routing.way.${way}`) }))} value={form.way} onChange={(way) => way && set({ way })} />
        {form.way !== "by_hand" && <Automatic form={form} set={set} />}
        {channel_id && <NumberInput label={t("routing.weight")} description={t("routing.weight.help")} min={0} max={1000} step={10} suffix={format.percentSign} allowDecimal={false} value={form.weight_percent} onChange={(weight) => set({ weight_percent: Number(weight) || 0 })} />}
        <ErrorLine error={save.error ?? remove.error} />
        <Actions>
          {rule && (team_id ?? channel_id) && (
            <Button variant="subtle" loading={remove.isPending} onClick={() => remove.mutate({ team_id, channel_id }, { onSuccess: onDone })}>
              {t("routing.as_company")}
            </Button>
          )}
          <Button type="submit" loading={save.isPending}>
            {t("action.save")}
          </Button>
        </Actions>
      </Stack>
    </form>
  );
}

function Automatic({ form, set }: { form: RoutingRule; set: (change: Partial<RoutingRule>) => void }) {
  const t = useT();
  const teams = useTeams().data ?? [];
  const known = [...new Set((useProfiles().data ?? []).flatMap(({ skills }) => skills))].sort();
  return (
    <>
      {!form.team_id && <Select label={t("routing.gives")} description={t("routing.gives.help")} clearable placeholder={t("routing.everybody")} data={teams.map(({ id, name }) => ({ value: id, label: name }))} value={form.gives_team_id ?? null} onChange={(id) => set({ gives_team_id: id })} />}
      <NumberInput label={t("routing.last_operator")} description={t("routing.last_operator.help")} min={0} max={365} allowDecimal={false} value={form.last_operator_days} onChange={(days) => set({ last_operator_days: Number(days) || 0 })} />
      {form.way === "skill" && <TagsInput label={t("routing.skills")} description={t("routing.skills.help")} data={known} maxTags={20} value={form.skills} onChange={(skills) => set({ skills })} />}
      {form.way === "skill" && <Topics topics={form.topics} known={known} onChange={(topics) => set({ topics })} />}
      <NumberInput label={t("routing.priority")} description={t("routing.priority.help")} min={0} max={9} allowDecimal={false} value={form.priority} onChange={(priority) => set({ priority: Number(priority) || 0 })} />
    </>
  );
}
