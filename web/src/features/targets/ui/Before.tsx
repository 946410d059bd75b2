/** What happens before a target is missed: each act is switched on with the share of the time after which it comes. */
import { NumberInput, Select, Switch } from "@mantine/core";
import { useFormat } from "@/shared/format";
import { useT } from "@/shared/i18n";
import { useTeams } from "@/features/workspaces";
import type { PartProps } from "@/features/targets/rules";
import classes from "@/features/targets/ui/Targets.module.css";

const ACTS = ["warn", "reassign", "escalate"] as const;
/** With what an act begins when it is switched on, and the latest moment it can have. */
const FIRST = { warn: 75, reassign: 85, escalate: 90 } as const;
const LATEST = { warn: 99, reassign: 99, escalate: 100 } as const;

export function Before({ form, set }: PartProps) {
  const t = useT();
  return (
    <fieldset className={classes.part}>
      <legend className={classes.legend}>{t("targets.before")}</legend>
      {ACTS.map((act) => (
        <Act key={act} act={act} percent={form[`${act}_percent`]} onChange={(percent) => set({ [`${act}_percent`]: percent })} />
      ))}
      {form.escalate_percent !== null && <Escalation form={form} set={set} />}
    </fieldset>
  );
}

function Act({ act, percent, onChange }: { act: (typeof ACTS)[number]; percent: number | null; onChange: (percent: number | null) => void }) {
  const t = useT();
  const format = useFormat();
  const label = t(`targets.act.${act}`);
  return (
    <div className={classes.act}>
      <Switch label={label} description={t(`targets.act.${act}.help`)} checked={percent !== null} onChange={(event) => onChange(event.currentTarget.checked ? FIRST[act] : null)} />
      {percent !== null && <NumberInput aria-label={t("targets.percent", { act: label })} w={112} min={1} max={LATEST[act]} clampBehavior="strict" allowDecimal={false} suffix={format.percentSign} value={percent} onChange={(value) => typeof value === "number" && value >= 1 && onChange(value)} />}
    </div>
  );
}

function Escalation({ form, set }: PartProps) {
  const t = useT();
  const teams = useTeams().data ?? [];
  const supervisors = { value: "", label: t("targets.escalate.supervisors") };
  return <Select label={t("targets.escalate.whom")} allowDeselect={false} value={form.escalate_team_id ?? ""} data={[supervisors, ...teams.map(({ id, name }) => ({ value: id, label: t("targets.escalate.team", { name }) }))]} onChange={(value) => set({ escalate_team_id: value || null })} />;
}
