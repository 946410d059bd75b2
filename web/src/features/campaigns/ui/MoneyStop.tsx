/** The budget is used up: what is left waits until somebody names a new one. */
import { Button, NumberInput } from "@mantine/core";
import { useState } from "react";
import { useRaiseBudget } from "@/features/campaigns/api/campaigns";
import classes from "@/features/campaigns/ui/Campaigns.module.css";
import { useMay } from "@/features/workspaces";
import type { Campaign } from "@/shared/api/types";
import { MILLION, money } from "@/shared/format/money";
import { useI18n } from "@/shared/i18n";
import { Section } from "@/shared/ui/Page";
import { ErrorLine } from "@/shared/ui/states";

/** `spent`: millionths of the company's currency. */
export function MoneyStop({ campaign, spent }: { campaign: Campaign; spent: number }) {
  const { t, locale } = useI18n();
  const raise = useRaiseBudget(campaign.id);
  const maySend = useMay("campaigns.send");
  const [budget, setBudget] = useState<number | "">("");
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    if (budget !== "") raise.mutate(Math.round(budget * MILLION));
  };
  const say = (micros: number) => money(micros, campaign.currency, locale);
  return (
    <Section title={t("campaigns.code.money_stop")} lead={t("campaigns.money.about", { spent: say(spent), budget: say(campaign.plan.budget_micros ?? 0) })}>
      {maySend && (
        <form className={classes.stock} onSubmit={submit}>
          <NumberInput label={t("campaigns.money.new", { currency: campaign.currency })} min={0} thousandSeparator=" " value={budget} onChange={(value) => setBudget(value === "" ? "" : Number(value))} />
          <Button type="submit" disabled={budget === "" || budget * MILLION <= spent} loading={raise.isPending}>
            {t("campaigns.act.resume")}
          </Button>
          <ErrorLine error={raise.error} />
        </form>
      )}
    </Section>
  );
}
