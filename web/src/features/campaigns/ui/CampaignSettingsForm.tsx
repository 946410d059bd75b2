/** Whether somebody else approves a launch, and which purchases are a campaign's. */
import { Button, NumberInput, Select, Switch } from "@mantine/core";
import { useState } from "react";
import { useCampaignSettings, useSaveCampaignSettings } from "@/features/campaigns/api/campaigns";
import type { CampaignSettings } from "@/shared/api/types";
import { useT } from "@/shared/i18n";
import { Actions, Stack } from "@/shared/ui/layout";
import { ErrorLine, Failure, SkeletonRows } from "@/shared/ui/states";

const DAYS_MAX = 60;
const TOUCHES = ["clicked", "read", "delivered"] as const;

export function CampaignSettingsForm({ onDone }: { onDone: () => void }) {
  const query = useCampaignSettings();
  if (query.isPending) return <SkeletonRows rows={3} />;
  if (query.isLoadingError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  return <Form saved={query.data} onDone={onDone} />;
}

function Form({ saved, onDone }: { saved: CampaignSettings; onDone: () => void }) {
  const t = useT();
  const save = useSaveCampaignSettings();
  const [given, setGiven] = useState(saved);
  const attribute = (change: Partial<CampaignSettings["attribution"]>) => setGiven({ ...given, attribution: { ...given.attribution, ...change } });
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    save.mutate(given, { onSuccess: onDone });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap={4}>
        <Switch label={t("campaigns.settings.approval")} description={t("campaigns.settings.approval.about")} checked={given.approval} onChange={(event) => setGiven({ ...given, approval: event.currentTarget.checked })} />
        <Select label={t("campaigns.settings.touch")} allowDeselect={false} value={given.attribution.touch} data={TOUCHES.map((value) => ({ value, label: t(`campaigns.settings.touch.${value}`) }))} onChange={(value) => attribute({ touch: value ?? "clicked" })} />
        <NumberInput label={t("campaigns.settings.days")} min={1} max={DAYS_MAX} value={given.attribution.days} onChange={(value) => attribute({ days: Number(value) || 1 })} />
        <ErrorLine error={save.error} />
        <Actions>
          <Button type="submit" loading={save.isPending}>
            {t("action.save")}
          </Button>
        </Actions>
      </Stack>
    </form>
  );
}
