/** The currency sums are counted in, and the levels of loyalty. */
import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { digitsOf, isTooFine, readSum, writtenSum } from "@/shared/format/money";
import { useI18n } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/IconButton";
import { Actions, Stack } from "@/shared/ui/layout";
import { ErrorLine, Failure, SkeletonRows } from "@/shared/ui/states";
import { useToasts } from "@/shared/ui/toasts";
import type { RfmSettings } from "@/shared/api/types";
import { useRfmSettings, useSaveRfmSettings } from "@/features/activity/api/activity";
import classes from "@/features/activity/ui/LevelsForm.module.css";

const LEVELS_MAX = 10;

export function LevelsForm() {
  const query = useRfmSettings();
  if (query.isPending) return <SkeletonRows rows={2} />;
  if (query.isLoadingError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  return <Form key={JSON.stringify(query.data)} saved={query.data} />;
}

function Form({ saved }: { saved: RfmSettings }) {
  const { t, locale } = useI18n();
  const { tell } = useToasts();
  const save = useSaveRfmSettings();
  const [currency, setCurrency] = useState(saved.currency);
  const [levels, setLevels] = useState(saved.levels.map(({ name, from_minor: from }) => ({ name, from: writtenSum(from, saved.currency, locale) })));
  const change = (at: number, part: Partial<{ name: string; from: string }>) => setLevels(levels.map((level, place) => (place === at ? { ...level, ...part } : level)));
  const code = currency.trim().toUpperCase();
  const sums = levels.map(({ from }) => readSum(from, code));
  const finest = digitsOf(code) ? t("rfm.level.digits", { currency: code, digits: digitsOf(code) }) : t("rfm.level.whole");
  const wrong = (from: string) => (isTooFine(from, code) ? finest : t("rfm.level.sum"));
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    save.mutate({ currency: code, levels: levels.map(({ name }, at) => ({ name: name.trim(), from_minor: sums[at] ?? 0 })) }, { onSuccess: () => tell(t("rfm.saved")) });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput w={140} label={t("rfm.currency")} maxLength={3} value={currency} onChange={(event) => setCurrency(event.currentTarget.value)} />
        {levels.map((level, at) => (
          <div key={at} className={classes.level}>
            <TextInput label={t("rfm.level.name")} required withAsterisk={false} maxLength={60} value={level.name} onChange={(event) => change(at, { name: event.currentTarget.value })} />
            <TextInput w={160} label={t("rfm.level.from")} required withAsterisk={false} inputMode="decimal" value={level.from} error={sums[at] === null && wrong(level.from)} onChange={(event) => change(at, { from: event.currentTarget.value })} />
            <IconButton icon="trash" label={t("rfm.level.remove", { name: level.name })} onClick={() => setLevels(levels.filter((_, place) => place !== at))} />
          </div>
        ))}
        <ErrorLine error={save.error} />
        <Actions>
          <Button variant="default" disabled={levels.length >= LEVELS_MAX} onClick={() => setLevels([...levels, { name: "", from: "" }])}>
            {t("rfm.level.add")}
          </Button>
          <Button type="submit" loading={save.isPending} disabled={sums.includes(null)}>
            {t("action.save")}
          </Button>
        </Actions>
      </Stack>
    </form>
  );
}
