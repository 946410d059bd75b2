/** Whom it is for: by which purpose, who is in, who is left out, who is kept back for comparison; how many that is. */
import { Button, MultiSelect, NumberInput, SegmentedControl, Select } from "@mantine/core";
import { useCountCampaign, useSegmentChoices } from "@/features/campaigns/api/campaigns";
import classes from "@/features/campaigns/ui/Campaigns.module.css";
import { CheckFigures } from "@/features/campaigns/ui/CheckFigures";
import type { StepProps } from "@/features/campaigns/plan";
import { usePurposes } from "@/features/consents";
import type { CampaignPlan, CampaignReview } from "@/shared/api/types";
import { useI18n } from "@/shared/i18n";
import { Stack } from "@/shared/ui/layout";
import { ErrorLine } from "@/shared/ui/states";

const CONTROL_MAX = 50;

export function AudienceStep({ campaign, plan, readOnly, onChange, review }: StepProps & { review: CampaignReview | undefined }) {
  const { t, locale } = useI18n();
  const purposes = (usePurposes().data ?? []).filter(({ archived }) => !archived);
  const segments = useSegmentChoices().data ?? [];
  const count = useCountCampaign(campaign.id);
  const aim = (change: Partial<CampaignPlan["audience"]>) => onChange({ ...plan, audience: { ...plan.audience, ...change } });
  const choices = segments.map(({ id, name }) => ({ value: id, label: name }));
  return (
    <div className={classes.halves}>
      <fieldset className={classes.fields} disabled={readOnly}>
        <legend className="unseen">{t("campaigns.step.audience")}</legend>
        <Select label={t("campaigns.purpose")} description={t("campaigns.purpose.about")} allowDeselect={false} value={plan.purpose || null} data={purposes.map(({ code, name_ru, name_en }) => ({ value: code, label: locale === "ru" ? name_ru : name_en }))} onChange={(value) => onChange({ ...plan, purpose: value ?? "" })} />
        <SegmentedControl aria-label={t("campaigns.audience")} value={plan.audience.everyone ? "everyone" : "segments"} onChange={(value) => aim({ everyone: value === "everyone" })} data={(["segments", "everyone"] as const).map((value) => ({ value, label: t(`campaigns.audience.${value}`) }))} />
        {!plan.audience.everyone && <MultiSelect label={t("campaigns.inside")} searchable value={[...plan.audience.inside]} data={choices} onChange={(inside) => aim({ inside })} />}
        <MultiSelect label={t("campaigns.outside")} searchable value={[...plan.audience.outside]} data={choices} onChange={(outside) => aim({ outside })} />
        <NumberInput label={t("campaigns.control")} description={t("campaigns.control.about")} min={0} max={CONTROL_MAX} suffix="%" value={plan.control_percent} onChange={(value) => onChange({ ...plan, control_percent: Math.min(Number(value) || 0, CONTROL_MAX) })} />
      </fieldset>
      <Stack gap={3}>
        <CheckFigures campaign={campaign} plan={plan} review={review} />
        <ErrorLine error={count.error} />
        {!readOnly && (
          <div>
            <Button variant="default" loading={count.isPending} disabled={!plan.purpose || plan.channels.length === 0} onClick={() => count.mutate(undefined)}>
              {t("campaigns.count")}
            </Button>
          </div>
        )}
        {plan.channels.length === 0 && <p className={classes.about}>{t("campaigns.count.needs_channel")}</p>}
      </Stack>
    </div>
  );
}
