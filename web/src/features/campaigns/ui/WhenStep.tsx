/** When it goes, how fast, and how much it may cost. */
import { NumberInput, SegmentedControl, TextInput } from "@mantine/core";
import { lazy, Suspense } from "react";
import classes from "@/features/campaigns/ui/Campaigns.module.css";
import type { StepProps } from "@/features/campaigns/plan";
import type { CampaignPlan } from "@/shared/api/types";
import { MILLION } from "@/shared/format/money";
import { useT } from "@/shared/i18n";
import { SkeletonRows } from "@/shared/ui/states";
import { usePhone } from "@/shared/ui/usePhone";

const DateTimeField = lazy(() => import("@/shared/ui/DateTimeField").then(({ DateTimeField: component }) => ({ default: component })));
const DateField = lazy(() => import("@/shared/ui/DateField").then(({ DateField: component }) => ({ default: component })));
const MODES = ["now", "at", "local"] as const;
const PER_SECOND_MAX = 10_000;

export function WhenStep({ campaign, plan, readOnly, onChange }: StepProps) {
  const t = useT();
  const phone = usePhone();
  const { schedule } = plan;
  const change = (given: Partial<CampaignPlan["schedule"]>) => onChange({ ...plan, schedule: { ...schedule, ...given } });
  return (
    <fieldset className={classes.narrow} disabled={readOnly}>
      <legend className="unseen">{t("campaigns.step.when")}</legend>
      <SegmentedControl fullWidth orientation={phone ? "vertical" : "horizontal"} aria-label={t("campaigns.step.when")} value={schedule.mode} onChange={(mode) => change({ mode })} data={MODES.map((value) => ({ value, label: t(`campaigns.mode.${value}`) }))} />
      <p className={classes.about}>{t(`campaigns.mode.${schedule.mode}.about`)}</p>
      <Suspense fallback={<SkeletonRows rows={1} />}>
        {schedule.mode === "at" && <DateTimeField label={t("campaigns.at")} value={schedule.at ? new Date(schedule.at) : null} min={new Date()} onChange={(at) => change({ at: at ? at.toISOString() : null })} />}
        {schedule.mode === "local" && <DateField label={t("campaigns.day")} value={schedule.day} onChange={(day) => change({ day })} />}
        {schedule.mode === "local" && <TextInput label={t("campaigns.clock")} type="time" value={schedule.clock} onChange={(event) => change({ clock: event.currentTarget.value })} />}
      </Suspense>
      <p className={classes.about}>{t("campaigns.quiet")}</p>
      <NumberInput label={t("campaigns.per_second")} description={t("campaigns.per_second.about")} min={1} max={PER_SECOND_MAX} value={plan.per_second ?? ""} onChange={(value) => onChange({ ...plan, per_second: Number(value) || null })} />
      <NumberInput label={t("campaigns.budget")} description={t("campaigns.budget.about", { currency: campaign.currency })} min={0} thousandSeparator=" " value={plan.budget_micros === null ? "" : plan.budget_micros / MILLION} onChange={(value) => onChange({ ...plan, budget_micros: value === "" ? null : Math.round(Number(value) * MILLION) })} />
    </fieldset>
  );
}
