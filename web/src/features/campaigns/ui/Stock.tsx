/** How much is left of what the campaign calls scarce: told while it goes, read by whoever gets it next. */
import { Button, NumberInput } from "@mantine/core";
import { useState } from "react";
import { useDeclared, useTellStock } from "@/features/campaigns/api/campaigns";
import classes from "@/features/campaigns/ui/Campaigns.module.css";
import { useMay } from "@/features/workspaces";
import type { Campaign } from "@/shared/api/types";
import { useT } from "@/shared/i18n";
import { Section } from "@/shared/ui/Page";
import { ErrorLine } from "@/shared/ui/states";

const LEFT_MAX = 1_000_000_000;

export function Stock({ campaign }: { campaign: Campaign }) {
  const t = useT();
  const scarce = useDeclared(campaign.plan).filter(({ kind }) => kind === "stock");
  const mayWrite = useMay("campaigns.write");
  if (scarce.length === 0 || !mayWrite) return null;
  return (
    <Section title={t("campaigns.stock")} lead={t("campaigns.stock.about")}>
      {scarce.map(({ name, label }) => (
        <One key={`${name} ${campaign.plan.values[name]}`} campaign={campaign} name={name} label={label || name} />
      ))}
    </Section>
  );
}

function One({ campaign, name, label }: { campaign: Campaign; name: string; label: string }) {
  const t = useT();
  const tell = useTellStock(campaign.id);
  const known = Number(campaign.plan.values[name] ?? 0);
  const [left, setLeft] = useState(known);
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    tell.mutate({ name, left });
  };
  return (
    <form className={classes.stock} onSubmit={submit}>
      <NumberInput label={label} min={0} max={LEFT_MAX} allowDecimal={false} value={left} onChange={(value) => setLeft(Number(value) || 0)} />
      <Button type="submit" variant="default" disabled={left === known} loading={tell.isPending}>
        {t(left === 0 ? "campaigns.stock.end" : "action.save")}
      </Button>
      <ErrorLine error={tell.error} />
    </form>
  );
}
