/** How promises are made and guarded, by company and channel, beside what customers read at this moment. */
import { Button, NumberInput, Select, Switch } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useFormat } from "@/shared/format";
import { useI18n, useT } from "@/shared/i18n";
import { useDeskSearch } from "@/shared/search";
import { IconButton } from "@/shared/ui/IconButton";
import { Actions, Row } from "@/shared/ui/layout";
import { Page, Section } from "@/shared/ui/Page";
import { ErrorLine, Failure, SkeletonRows } from "@/shared/ui/states";
import { useToasts } from "@/shared/ui/toasts";
import shared from "@/shared/ui/Figures.module.css";
import type { PromiseSettings as Settings } from "@/shared/api/types";
import { useDropPromiseSettings, usePromiseNow, usePromiseSettings, useSavePromiseSettings } from "@/features/promises/api/promises";
import { useChannels } from "@/features/delivery";
import { useMay } from "@/features/workspaces";
import classes from "@/features/promises/ui/Promises.module.css";

const ACTS = ["warn_assignee", "warn_team", "warn_supervisors", "reassign"] as const;
const STEPS_MAX = 6;

export function PromiseSettings() {
  const t = useT();
  const navigate = useNavigate();
  const { channel = null } = useDeskSearch();
  const channels = useChannels().data ?? [];
  const query = usePromiseSettings(channel);
  const whose = <Select label={t("promises.whose")} w={320} maw="100%" allowDeselect={false} value={channel ?? ""} data={[{ value: "", label: t("hours.company") }, ...channels.map(({ id, name }) => ({ value: id, label: name }))]} onChange={(value) => void navigate({ to: "/settings/promises", search: { channel: value || undefined } })} />;
  return (
    <Page title={t("settings.promises")} lead={t("promises.settings.lead")} width="form" tools={whose}>
      <Now channel={channel} />
      {query.isPending ? <SkeletonRows rows={7} height={44} /> : query.isLoadingError ? <Failure error={query.error} retry={() => void query.refetch()} /> : <Form key={`${channel ?? ""}/${query.dataUpdatedAt}`} channel={channel} saved={query.data} />}
    </Page>
  );
}

function Now({ channel }: { channel: string | null }) {
  const { t, locale, byCode } = useI18n();
  const format = useFormat();
  const query = usePromiseNow(channel);
  if (query.isPending) return <SkeletonRows rows={1} height={84} />;
  if (query.isLoadingError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const { promise, practice, texts } = query.data;
  const { basis } = promise;
  return (
    <div className={classes.now}>
      <p className={shared.about}>{t("promises.now")}</p>
      <p className={classes.words}>{texts[locale] || t("promises.now.nothing")}</p>
      <p className={shared.about}>
        {byCode("promises.band", basis.band)}
        {basis.measured_seconds !== null && basis.measured_seconds !== undefined && `. ${t("promises.basis", { count: basis.answers, duration: format.duration(basis.measured_seconds) })}`}
      </p>
      {practice.warning && practice.share !== null && (
        <p className={classes.warning} role="status">
          {t("promises.practice", { share: Math.floor(practice.share * 100), count: practice.answers })}
        </p>
      )}
    </div>
  );
}

function Form({ channel, saved }: { channel: string | null; saved: Settings }) {
  const t = useT();
  const { tell } = useToasts();
  const mayWrite = useMay("promises.write");
  const save = useSavePromiseSettings(channel);
  const [settings, setSettings] = useState(saved);
  const change = (part: Partial<Settings>) => setSettings((old) => ({ ...old, ...part }));
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    save.mutate({ ...settings, inherited: false }, { onSuccess: () => tell(t("action.saved")) });
  };
  return (
    <form onSubmit={submit}>
      <fieldset disabled={!mayWrite} className={classes.form}>
        {channel && <Inheritance channel={channel} inherited={saved.inherited} />}
        <Measured settings={settings} onChange={change} />
        <Fixed settings={settings} onChange={change} />
        <Steps steps={settings.steps} onChange={(steps) => change({ steps })} />
        <ErrorLine error={save.error} />
        {mayWrite && (
          <Actions>
            <Button type="submit" loading={save.isPending}>
              {t("action.save")}
            </Button>
          </Actions>
        )}
      </fieldset>
    </form>
  );
}

interface Part {
  settings: Settings;
  onChange: (part: Partial<Settings>) => void;
}

function Measured({ settings, onChange }: Part) {
  const t = useT();
  const format = useFormat();
  const minutes = (seconds: number) => Math.round(seconds / 60);
  return (
    <Section title={t("promises.measured")} lead={t("promises.measured.lead")}>
      <div className={classes.fields}>
        <NumberInput label={t("promises.weeks")} w={200} min={1} max={26} value={settings.weeks} onChange={(value) => onChange({ weeks: Number(value) || 4 })} />
        <NumberInput label={t("promises.quantile")} w={200} min={50} max={95} suffix={format.percentSign} value={Math.round(settings.quantile * 100)} onChange={(value) => onChange({ quantile: (Number(value) || 80) / 100 })} />
        <NumberInput label={t("promises.margin")} w={200} min={0} max={200} suffix={format.percentSign} value={settings.margin_percent} onChange={(value) => onChange({ margin_percent: Number(value) || 0 })} />
        <NumberInput label={t("promises.answers_min")} w={200} min={5} max={1000} value={settings.answers_min} onChange={(value) => onChange({ answers_min: Number(value) || 5 })} />
        <NumberInput label={t("promises.floor")} w={200} min={1} max={60} value={minutes(settings.floor_seconds)} onChange={(value) => onChange({ floor_seconds: (Number(value) || 1) * 60 })} />
        <NumberInput label={t("promises.maximum")} w={200} min={1} max={10_080} value={minutes(settings.maximum_seconds)} onChange={(value) => onChange({ maximum_seconds: (Number(value) || 1) * 60 })} />
      </div>
    </Section>
  );
}

function Fixed({ settings, onChange }: Part) {
  const t = useT();
  const fixed = settings.fixed_seconds;
  return (
    <Section title={t("promises.fixed")} lead={t("promises.fixed.lead")}>
      <Switch label={t("promises.fixed.on")} checked={fixed !== null} onChange={(event) => onChange({ fixed_seconds: event.currentTarget.checked ? 600 : null })} />
      {fixed !== null && <NumberInput label={t("promises.fixed.minutes")} w={200} min={1} max={10_080} value={Math.round(fixed / 60)} onChange={(value) => onChange({ fixed_seconds: (Number(value) || 1) * 60 })} />}
    </Section>
  );
}

function Steps({ steps, onChange }: { steps: Settings["steps"]; onChange: (steps: Settings["steps"]) => void }) {
  const t = useT();
  const format = useFormat();
  const add = () => onChange([...steps, { percent: Math.min(99, (steps.at(-1)?.percent ?? 40) + 10), act: "warn_supervisors" }]);
  return (
    <Section title={t("promises.steps")} lead={t("promises.steps.lead")}>
      {steps.map((step, index) => (
        <Row key={index}>
          <NumberInput aria-label={t("promises.steps.percent")} w={110} min={5} max={99} suffix={format.percentSign} value={step.percent} onChange={(value) => onChange(steps.with(index, { ...step, percent: Number(value) || 50 }))} />
          <Select aria-label={t("promises.steps.act")} flex={1} maw={340} allowDeselect={false} value={step.act} data={ACTS.map((act) => ({ value: act, label: t(`promises.act.${act}`) }))} onChange={(act) => act && onChange(steps.with(index, { ...step, act }))} />
          <IconButton icon="trash" label={t("promises.steps.remove")} onClick={() => onChange(steps.toSpliced(index, 1))} />
        </Row>
      ))}
      {steps.length < STEPS_MAX && (
        <Row>
          <Button variant="default" onClick={add}>
            {t("promises.steps.add")}
          </Button>
        </Row>
      )}
    </Section>
  );
}

function Inheritance({ channel, inherited }: { channel: string; inherited: boolean }) {
  const t = useT();
  const drop = useDropPromiseSettings(channel);
  if (inherited) return <p>{t("promises.inherited")}</p>;
  return (
    <p>
      {t("promises.own")}{" "}
      <Button variant="subtle" size="compact-sm" loading={drop.isPending} onClick={() => drop.mutate()}>
        {t("promises.follow")}
      </Button>
    </p>
  );
}
