/** Answers that only ask to wait: whether they are told by their words, which of the company's own, and for how long they count. */
import { Button, NumberInput, Switch, Textarea } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useT } from "@/shared/i18n";
import { Actions, Stack } from "@/shared/ui/layout";
import { Page } from "@/shared/ui/Page";
import { ErrorLine, Failure, SkeletonRows } from "@/shared/ui/states";
import { useToasts } from "@/shared/ui/toasts";
import type { HoldingRules } from "@/shared/api/types";
import { useHoldingRules, useSaveHoldingRules } from "@/features/speed/api/holding";
import { phrasesOf } from "@/features/speed/phrases";
import { useMay } from "@/features/workspaces";

export function HoldingSettings() {
  const t = useT();
  const query = useHoldingRules();
  return (
    <Page title={t("settings.holding")} lead={t("holding.lead")} width="form" action={<Link to="/speed">{t("nav.speed")}</Link>}>
      {query.isPending ? <SkeletonRows rows={4} height={56} /> : query.isLoadingError ? <Failure error={query.error} retry={() => void query.refetch()} /> : <Form key={query.dataUpdatedAt} saved={query.data} />}
    </Page>
  );
}

function Form({ saved }: { saved: HoldingRules }) {
  const t = useT();
  const { tell } = useToasts();
  const mayWrite = useMay("workspace.write");
  const save = useSaveHoldingRules();
  const [recognise, setRecognise] = useState(saved.recognise);
  const [minutes, setMinutes] = useState(saved.follow_minutes);
  const [phrases, setPhrases] = useState(saved.phrases.join("\n"));
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    save.mutate({ recognise, follow_minutes: minutes, phrases: phrasesOf(phrases) }, { onSuccess: () => tell(t("action.saved")) });
  };
  return (
    <form onSubmit={submit}>
      <fieldset disabled={!mayWrite} style={{ border: 0, margin: 0, padding: 0 }}>
        <Stack gap={4}>
          <Switch label={t("holding.recognise")} description={t("holding.recognise.about")} checked={recognise} onChange={(event) => setRecognise(event.currentTarget.checked)} />
          <NumberInput label={t("holding.minutes")} description={t("holding.minutes.about")} w={280} maw="100%" min={1} max={120} clampBehavior="strict" allowDecimal={false} value={minutes} onChange={(value) => setMinutes(Number(value) || 1)} />
          <Textarea label={t("holding.phrases")} description={t("holding.phrases.about")} autosize minRows={4} maxRows={14} value={phrases} onChange={(event) => setPhrases(event.currentTarget.value)} />
          <ErrorLine error={save.error} />
          {mayWrite && (
            <Actions>
              <Button type="submit" loading={save.isPending}>
                {t("action.save")}
              </Button>
            </Actions>
          )}
        </Stack>
      </fieldset>
    </form>
  );
}
