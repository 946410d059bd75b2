/** Which attribute of a card is the customer's tier, and what a target may ask of it. */
import { Autocomplete, Button } from "@mantine/core";
import { useState } from "react";
import { useAttributes } from "@/features/activity";
import { useI18n, useT } from "@/shared/i18n";
import { KnownField } from "@/shared/ui/KnownField";
import { Row } from "@/shared/ui/layout";
import { Section } from "@/shared/ui/Page";
import { ErrorLine, Failure, SkeletonRows } from "@/shared/ui/states";
import { useToasts } from "@/shared/ui/toasts";
import { useSaveTierAttribute, useTargets, useTierAttribute } from "@/features/targets/api/targets";
import { tiersOf, type PartProps } from "@/features/targets/rules";
import classes from "@/features/targets/ui/Targets.module.css";

export function Tier() {
  const t = useT();
  const query = useTierAttribute();
  return (
    <Section title={t("targets.tier")} lead={t("targets.tier.lead")}>
      {query.isPending ? <SkeletonRows rows={1} /> : query.isLoadingError ? <Failure error={query.error} retry={() => void query.refetch()} /> : <TierForm key={query.data.tier_attribute} saved={query.data.tier_attribute} />}
    </Section>
  );
}

function TierForm({ saved }: { saved: string }) {
  const { t, byCode } = useI18n();
  const { tell } = useToasts();
  const attributes = useAttributes().data;
  const [name, setName] = useState(saved);
  const save = useSaveTierAttribute();
  const called = (one: string) => byCode("attribute", one) ?? one;
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    save.mutate(name, { onSuccess: () => tell(t("action.saved")) });
  };
  return (
    <form onSubmit={submit} className={classes.tier}>
      <Row wrap gap={3}>
        <div className={classes.tierField}>
          <KnownField label={t("targets.tier.attribute")} known={(attributes ?? []).map((one) => ({ value: one.name, label: called(one.name) }))} words={called} value={name} onChange={(next) => setName(next || saved)} />
        </div>
        <Button type="submit" variant="default" className={classes.tierSave} loading={save.isPending} disabled={name === saved}>
          {t("action.save")}
        </Button>
      </Row>
      {attributes && <p className={classes.hint}>{t("targets.tier.people", { count: attributes.find((one) => one.name === name)?.people ?? 0 })}</p>}
      <ErrorLine error={save.error} />
    </form>
  );
}

/** The value itself: those other targets ask for are offered. */
export function TierField({ form, set }: PartProps) {
  const { t, byCode } = useI18n();
  const attribute = useTierAttribute().data?.tier_attribute ?? "";
  const help = t("targets.tier.help", { attribute: byCode("attribute", attribute) ?? attribute });
  return <Autocomplete label={t("targets.tier")} placeholder={t("targets.anyone")} description={attribute && help} inputWrapperOrder={["label", "input", "description", "error"]} maxLength={200} data={tiersOf(useTargets().data ?? [])} value={form.tier ?? ""} onChange={(tier) => set({ tier: tier || null })} />;
}
