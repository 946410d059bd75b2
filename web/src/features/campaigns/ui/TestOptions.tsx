/** First a part gets the variants, then the winner goes to the rest: by what, how long, and what if nobody can say. */
import { NumberInput, Select, Switch } from "@mantine/core";
import type { StepProps } from "@/features/campaigns/plan";
import classes from "@/features/campaigns/ui/Campaigns.module.css";
import type { CampaignPlan } from "@/shared/api/types";
import { useT } from "@/shared/i18n";

type Test = NonNullable<CampaignPlan["test"]>;
const FIRST: Test = { percent: 20, metric: "clicked", people_min: 400, hours: 24, otherwise: "ask" };
const HOURS_MAX = 336;
const METRICS = ["clicked", "read", "converted"] as const;

export function TestOptions({ plan, onChange }: Pick<StepProps, "plan" | "onChange">) {
  const t = useT();
  const { test } = plan;
  const change = (given: Partial<Test>) => test && onChange({ ...plan, test: { ...test, ...given } });
  return (
    <div className={classes.fields}>
      <Switch label={t("campaigns.test")} description={t("campaigns.test.about")} checked={test !== null} onChange={(event) => onChange({ ...plan, test: event.currentTarget.checked ? FIRST : null })} />
      {test && (
        <>
          <div className={classes.three}>
            <NumberInput label={t("campaigns.test.percent")} suffix="%" min={1} max={99} value={test.percent} onChange={(value) => change({ percent: Math.max(1, Math.min(Number(value) || 1, 99)) })} />
            <NumberInput label={t("campaigns.test.hours")} min={1} max={HOURS_MAX} value={test.hours} onChange={(value) => change({ hours: Math.max(1, Math.min(Number(value) || 1, HOURS_MAX)) })} />
            <NumberInput label={t("campaigns.test.people")} min={20} value={test.people_min} onChange={(value) => change({ people_min: Math.max(20, Number(value) || 20) })} />
          </div>
          <Select label={t("campaigns.test.metric")} allowDeselect={false} value={test.metric} data={METRICS.map((value) => ({ value, label: t(`campaigns.metric.${value}`) }))} onChange={(value) => change({ metric: value ?? "clicked" })} />
          <Select label={t("campaigns.test.otherwise")} allowDeselect={false} value={test.otherwise} data={(["ask", "leader"] as const).map((value) => ({ value, label: t(`campaigns.test.otherwise.${value}`) }))} onChange={(value) => change({ otherwise: value ?? "ask" })} />
          <p className={classes.about}>{t("campaigns.test.method")}</p>
        </>
      )}
    </div>
  );
}
