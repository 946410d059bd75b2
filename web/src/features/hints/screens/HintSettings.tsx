/** Whether drafts are looked at in this company, and which kinds of hints I want to see. */
import { Switch } from "@mantine/core";
import { useT } from "@/shared/i18n";
import { Stack } from "@/shared/ui/layout";
import { Page, Section } from "@/shared/ui/Page";
import { ErrorLine, Failure, SkeletonRows } from "@/shared/ui/states";
import type { HintChoices, HintKind } from "@/shared/api/types";
import { useHideHints, useHintChoices, useSwitchHints } from "@/features/hints/api/hints";
import { useMay } from "@/features/workspaces";

const KINDS: HintKind[] = ["unanswered_question", "ignored_wish", "known_data", "brush_off", "wrong_language"];

export function HintSettings() {
  const t = useT();
  const query = useHintChoices();
  return (
    <Page title={t("settings.hints")} lead={t("hints.lead")} width="form">
      {query.isPending ? (
        <SkeletonRows rows={6} height={44} />
      ) : query.isLoadingError ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : (
        <>
          <ForCompany choices={query.data} />
          {query.data.enabled && <ForMe choices={query.data} />}
        </>
      )}
    </Page>
  );
}

function ForCompany({ choices }: { choices: HintChoices }) {
  const t = useT();
  const mayWrite = useMay("workspace.write");
  const turn = useSwitchHints();
  return (
    <Section title={t("hints.company")}>
      <Switch label={t("hints.enabled")} description={t("hints.enabled.about")} disabled={!mayWrite} checked={turn.isPending ? turn.variables : choices.enabled} onChange={(event) => turn.mutate(event.currentTarget.checked)} />
      <ErrorLine error={turn.error} />
    </Section>
  );
}

function ForMe({ choices: { hidden } }: { choices: HintChoices }) {
  const t = useT();
  const hide = useHideHints();
  const show = (kind: HintKind, shown: boolean) => hide.mutate(shown ? hidden.filter((one) => one !== kind) : [...hidden, kind]);
  return (
    <Section title={t("hints.mine")} lead={t("hints.mine.about")}>
      <Stack gap={3}>
        {KINDS.map((kind) => (
          <Switch key={kind} label={t(`hints.kind.${kind}`)} description={t(`hints.kind.${kind}.about`)} checked={!hidden.includes(kind)} onChange={(event) => show(kind, event.currentTarget.checked)} />
        ))}
      </Stack>
      <ErrorLine error={hide.error} />
    </Section>
  );
}
