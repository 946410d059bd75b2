/** Whether and how customers are asked, once a conversation has ended, how they were helped. */
import { Button, NumberInput, Select, Switch } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useT } from "@/shared/i18n";
import { Actions, Stack } from "@/shared/ui/layout";
import { Page } from "@/shared/ui/Page";
import { ErrorLine, Failure, SkeletonRows } from "@/shared/ui/states";
import { useToasts } from "@/shared/ui/toasts";
import type { RatingChoices } from "@/shared/api/types";
import { useRatingChoices, useSaveRatingChoices } from "@/features/ratings/api/ratings";
import { useMay } from "@/features/workspaces";

export function RatingSettings() {
  const t = useT();
  const query = useRatingChoices();
  return (
    <Page title={t("settings.ratings")} lead={t("settings.ratings.about")} width="form" action={<Link to="/ratings">{t("ratings.report")}</Link>}>
      {query.isPending ? (
        <SkeletonRows rows={6} height={56} />
      ) : query.isLoadingError ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : (
        <Form key={query.dataUpdatedAt} saved={query.data} />
      )}
    </Page>
  );
}

function Form({ saved }: { saved: RatingChoices }) {
  const t = useT();
  const { tell } = useToasts();
  const mayWrite = useMay("ratings.write");
  const [chosen, setChosen] = useState(saved);
  const save = useSaveRatingChoices();
  const change = (part: Partial<RatingChoices>) => setChosen((old) => ({ ...old, ...part }));
  const number = (name: "delay_minutes" | "pause_days" | "comment_minutes" | "bad_up_to", [min, max]: [number, number]) => (
    <NumberInput label={t(`ratings.${name}`)} description={t(`ratings.${name}.about`)} min={min} max={max} clampBehavior="strict" allowDecimal={false} w={280} maw="100%" value={chosen[name]} onChange={(value) => change({ [name]: Number(value) })} />
  );
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    save.mutate(chosen, { onSuccess: () => tell(t("action.saved")) });
  };
  return (
    <form onSubmit={submit}>
      <fieldset disabled={!mayWrite} style={{ border: 0, margin: 0, padding: 0 }}>
        <Stack gap={4}>
          <Switch label={t("ratings.enabled")} description={t("ratings.enabled.about")} checked={chosen.enabled} onChange={(event) => change({ enabled: event.currentTarget.checked })} />
          <Select label={t("ratings.scale")} w={280} maw="100%" allowDeselect={false} value={chosen.scale} data={[{ value: "stars", label: t("ratings.scale.stars") }, { value: "thumbs", label: t("ratings.scale.thumbs") }]} onChange={(value) => change({ scale: value === "thumbs" ? "thumbs" : "stars" })} />
          {number("delay_minutes", [0, 1440])}
          {number("pause_days", [0, 365])}
          {number("comment_minutes", [0, 60])}
          {number("bad_up_to", [1, 4])}
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
