/** What is said: by which channels in which order, by variants, with which values; and how somebody gets it. */
import { NumberInput, SegmentedControl, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { useChannelChoices } from "@/features/campaigns/api/campaigns";
import { addChannel, setVariants, VARIANTS_MAX, variantName } from "@/features/campaigns/plan";
import classes from "@/features/campaigns/ui/Campaigns.module.css";
import { ChannelForm } from "@/features/campaigns/ui/ChannelForm";
import { TestOptions } from "@/features/campaigns/ui/TestOptions";
import { TryPane } from "@/features/campaigns/ui/TryPane";
import { Values } from "@/features/campaigns/ui/Values";
import type { StepProps } from "@/features/campaigns/plan";
import type { CampaignPlan } from "@/shared/api/types";
import { useT } from "@/shared/i18n";

export function MessageStep(props: StepProps) {
  const { campaign, plan, readOnly, onChange } = props;
  const t = useT();
  const [shown, setShown] = useState(0);
  const variant = Math.min(shown, plan.variants.length - 1);
  return (
    <div className={classes.halves}>
      <fieldset className={classes.fields} disabled={readOnly}>
        <legend className="unseen">{t("campaigns.step.message")}</legend>
        <NumberInput label={t("campaigns.variants")} description={t("campaigns.variants.about")} min={1} max={VARIANTS_MAX} value={plan.variants.length} onChange={(value) => onChange(setVariants(plan, Math.max(1, Math.min(Number(value) || 1, VARIANTS_MAX))))} />
        {plan.variants.length > 1 && (
          <>
            <SegmentedControl aria-label={t("campaigns.variant")} value={String(variant)} onChange={(value) => setShown(Number(value))} data={plan.variants.map((_, index) => ({ value: String(index), label: variantName(plan, index) }))} />
            <Variant plan={plan} variant={variant} onChange={onChange} />
          </>
        )}
        {plan.channels.length > 0 && <ol className={classes.channels}>
          {plan.channels.map((channel, at) => (
            <li key={channel.channel_id} className={classes.channel}>
              <ChannelForm key={variant} plan={plan} onChange={onChange} at={at} variant={variant} />
            </li>
          ))}
        </ol>}
        <NewChannel plan={plan} onChange={onChange} />
        {plan.channels.length > 1 && <SegmentedControl aria-label={t("campaigns.spread")} value={plan.spread} onChange={(value) => onChange({ ...plan, spread: value })} data={(["first", "every"] as const).map((value) => ({ value, label: t(`campaigns.spread.${value}`) }))} />}
        <Values plan={plan} onChange={onChange} />
        {plan.variants.length > 1 && <TestOptions plan={plan} onChange={onChange} />}
      </fieldset>
      <TryPane campaign={campaign} plan={plan} variant={variant} />
    </div>
  );
}

type PartProps = Pick<StepProps, "plan" | "onChange">;

function Variant({ plan, variant, onChange }: PartProps & { variant: number }) {
  const t = useT();
  const change = (given: Partial<CampaignPlan["variants"][number]>) => onChange({ ...plan, variants: plan.variants.map((one, index) => (index === variant ? { ...one, ...given } : one)) });
  return (
    <div className={classes.named}>
      <TextInput label={t("campaigns.variant.name")} placeholder={variantName(plan, variant)} maxLength={60} value={plan.variants[variant]?.name ?? ""} onChange={(event) => change({ name: event.currentTarget.value })} />
      <NumberInput label={t("campaigns.variant.share")} min={1} max={100} value={plan.variants[variant]?.share ?? 1} onChange={(value) => change({ share: Math.max(1, Number(value) || 1) })} />
    </div>
  );
}

function NewChannel({ plan, onChange }: PartProps) {
  const t = useT();
  const { data: choices = [] } = useChannelChoices();
  const taken = plan.channels.map(({ channel_id }) => channel_id);
  const free = choices.filter(({ id }) => !taken.includes(id));
  return (
    <Select aria-label={t("campaigns.channel.add")} placeholder={t("campaigns.channel.add")} nothingFoundMessage={t("campaigns.channel.none")} value={null} onChange={(id) => id && onChange(addChannel(plan, id))} data={free.map(({ id, name, template_kind }) => ({ value: id, label: template_kind === "push" ? t("campaigns.channel.push", { name }) : name }))} />
  );
}
