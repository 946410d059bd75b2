/** When the company, or one channel, answers; and what is said when nobody does. */
import { useDeskSearch } from "@/shared/search";
import { Button, Select } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useT } from "@/shared/i18n";
import { Actions } from "@/shared/ui/layout";
import { Page, Section } from "@/shared/ui/Page";
import { ErrorLine, Failure, SkeletonRows } from "@/shared/ui/states";
import { useToasts } from "@/shared/ui/toasts";
import type { Hours } from "@/shared/api/types";
import { useDropHours, useHours, useSaveHours } from "@/features/schedule/api/hours";
import { overlaps } from "@/features/schedule/rules";
import { Autoresponder } from "@/features/schedule/ui/Autoresponder";
import { Exceptions } from "@/features/schedule/ui/Exceptions";
import { Week } from "@/features/schedule/ui/Week";
import { useChannels } from "@/features/delivery";
import { useMay } from "@/features/workspaces";
import classes from "@/features/schedule/ui/Week.module.css";

export function WorkingHours() {
  const t = useT();
  const { channel = null } = useDeskSearch();
  const query = useHours(channel);
  return (
    <Page title={t("settings.hours")} lead={t("hours.lead")} width="form" tools={<WhoseSelect channel={channel} />}>
      {query.isPending ? (
        <SkeletonRows rows={7} height={36} />
      ) : query.isError ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : (
        <Form key={`${channel ?? ""}/${query.dataUpdatedAt}`} channel={channel} saved={query.data} />
      )}
    </Page>
  );
}

function WhoseSelect({ channel }: { channel: string | null }) {
  const t = useT();
  const navigate = useNavigate();
  const channels = useChannels().data ?? [];
  return (
    <Select
      label={t("hours.whose")}
      w={320}
      maw="100%"
      allowDeselect={false}
      value={channel ?? ""}
      data={[{ value: "", label: t("hours.company") }, ...channels.map(({ id, name }) => ({ value: id, label: name }))]}
      onChange={(value) => void navigate({ to: "/settings/hours", search: { channel: value || undefined } })}
    />
  );
}

function Form({ channel, saved }: { channel: string | null; saved: Hours }) {
  const t = useT();
  const { tell } = useToasts();
  const mayWrite = useMay("schedule.write");
  const [hours, setHours] = useState(saved);
  const save = useSaveHours(channel);
  const wrong = hours.week.some(overlaps) || hours.exceptions.some(({ intervals }) => overlaps(intervals));
  const change = (part: Partial<Hours>) => setHours((old) => ({ ...old, ...part }));
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    save.mutate({ ...hours, inherited: false }, { onSuccess: () => tell(t("action.saved")) });
  };
  return (
    <form onSubmit={submit}>
      <fieldset disabled={!mayWrite} className={classes.form}>
        {channel && <Inheritance channel={channel} inherited={hours.inherited} />}
        <Section title={t("hours.week")} lead={t("hours.week.lead")}>
          <Select label={t("hours.zone")} searchable required withAsterisk={false} limit={50} data={timeZones(hours.time_zone)} value={hours.time_zone} onChange={(value) => value && change({ time_zone: value })} />
          <Week week={hours.week} onChange={(week) => change({ week })} />
        </Section>
        <Section title={t("hours.exceptions")} lead={t("hours.exceptions.lead")}>
          <Exceptions items={hours.exceptions} onChange={(exceptions) => change({ exceptions })} />
        </Section>
        <Section title={t("hours.autoresponder")} lead={t("hours.autoresponder.lead")}>
          <Autoresponder value={hours.autoresponder} onChange={(autoresponder) => change({ autoresponder })} />
        </Section>
        <ErrorLine error={save.error} />
        {mayWrite && (
          <Actions>
            <Button type="submit" loading={save.isPending} disabled={wrong}>
              {t("action.save")}
            </Button>
          </Actions>
        )}
      </fieldset>
    </form>
  );
}

function Inheritance({ channel, inherited }: { channel: string; inherited: boolean }) {
  const t = useT();
  const drop = useDropHours(channel);
  if (inherited) return <p>{t("hours.inherited")}</p>;
  return (
    <p>
      {t("hours.own")}{" "}
      <Button variant="subtle" size="compact-sm" loading={drop.isPending} onClick={() => drop.mutate()}>
        {t("hours.follow")}
      </Button>
    </p>
  );
}

function timeZones(current: string): string[] {
  return [...new Set([current, ...Intl.supportedValuesOf("timeZone")])];
}
