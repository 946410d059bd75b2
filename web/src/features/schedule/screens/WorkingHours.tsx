/** When the company, or one channel, answers; and what is said when nobody does. */
import { useDeskSearch } from "@/shared/search";
import { Button, Select } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useT } from "@/shared/i18n";
import { Actions } from "@/shared/ui/layout";
import { Page, Section } from "@/shared/ui/Page";
import { ErrorLine, Failure, SkeletonRows } from "@/shared/ui/states";
import { useToasts } from "@/shared/ui/toasts";
import { ZoneField } from "@/shared/ui/ZoneField";
import type { Hours } from "@/shared/api/types";
import { hoursQuery, useHolidays, useHours, useSaveHours, type Whose } from "@/features/schedule/api/hours";
import { overlaps } from "@/features/schedule/rules";
import { Autoresponder } from "@/features/schedule/ui/Autoresponder";
import { Exceptions } from "@/features/schedule/ui/Exceptions";
import { Holidays } from "@/features/schedule/ui/Holidays";
import { Inheritance } from "@/features/schedule/ui/Inheritance";
import { OpenNow } from "@/features/schedule/ui/OpenNow";
import { Week } from "@/features/schedule/ui/Week";
import { YearCalendar } from "@/features/schedule/ui/YearCalendar";
import { useChannels } from "@/features/delivery";
import { useMay, useTeams } from "@/features/workspaces";
import classes from "@/features/schedule/ui/Week.module.css";

export function WorkingHours() {
  const t = useT();
  const { channel = null, team = null } = useDeskSearch();
  const whose: Whose = { team, channel: team ? null : channel };
  const query = useHours(whose);
  return (
    <Page title={t("settings.hours")} lead={t("hours.lead")} width="form" tools={<WhoseSelect whose={whose} />}>
      {query.isPending ? (
        <SkeletonRows rows={7} height={36} />
      ) : query.isLoadingError ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : (
        <>
          <OpenNow whose={whose} />
          <Form key={`${channel ?? ""}/${team ?? ""}/${query.dataUpdatedAt}`} whose={whose} saved={query.data} />
        </>
      )}
    </Page>
  );
}

/** The company, each team, each channel; a value says which by its first letter. */
function useOwners(): { group: string; items: { value: string; label: string }[] }[] {
  const t = useT();
  const channels = useChannels().data ?? [];
  const teams = useTeams().data ?? [];
  return [
    { group: t("hours.company.group"), items: [{ value: "c", label: t("hours.company") }] },
    { group: t("hours.teams"), items: teams.map(({ id, name }) => ({ value: `t${id}`, label: name })) },
    { group: t("hours.channels"), items: channels.map(({ id, name }) => ({ value: `h${id}`, label: name })) },
  ].filter(({ items }) => items.length > 0);
}

const whoseOf = (value: string): Whose => ({ team: value.startsWith("t") ? value.slice(1) : null, channel: value.startsWith("h") ? value.slice(1) : null });
const valueOf = ({ team, channel }: Whose): string => (team ? `t${team}` : channel ? `h${channel}` : "c");

function WhoseSelect({ whose }: { whose: Whose }) {
  const t = useT();
  const navigate = useNavigate();
  const go = (value: string | null) => {
    const { team, channel } = whoseOf(value ?? "c");
    void navigate({ to: "/settings/hours", search: { team: team ?? undefined, channel: channel ?? undefined } });
  };
  return <Select label={t("hours.whose")} w={320} maw="100%" allowDeselect={false} value={valueOf(whose)} data={useOwners()} onChange={go} />;
}

function Form({ whose, saved }: { whose: Whose; saved: Hours }) {
  const t = useT();
  const { tell } = useToasts();
  const mayWrite = useMay("schedule.write");
  const [hours, setHours] = useState(saved);
  const [year, setYear] = useState(new Date().getFullYear());
  const save = useSaveHours(whose);
  const holidays = useHolidays(hours.holidays.country, hours.holidays.region, year).data?.items ?? [];
  const wrong = hours.week.some(overlaps) || hours.exceptions.some(({ intervals }) => overlaps(intervals));
  const change = (part: Partial<Hours>) => setHours((old) => ({ ...old, ...part }));
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    save.mutate({ ...hours, inherited: false }, { onSuccess: () => tell(t("action.saved")) });
  };
  return (
    <form onSubmit={submit}>
      <fieldset disabled={!mayWrite} className={classes.form}>
        {(whose.channel ?? whose.team) && <Inheritance whose={whose} hours={hours} />}
        <Section title={t("hours.week")} lead={t("hours.week.lead")}>
          <ZoneField label={t("hours.zone")} value={hours.time_zone} onChange={(value) => change({ time_zone: value })} />
          <Week week={hours.week} onChange={(week) => change({ week })} />
          <CopyWeek whose={whose} onCopy={(week) => change({ week })} />
        </Section>
        <Section title={t("hours.holidays")} lead={t("hours.holidays.lead")}>
          <Holidays value={hours.holidays} year={year} onChange={(value) => change({ holidays: value })} />
        </Section>
        <Section title={t("hours.exceptions")} lead={t("hours.exceptions.lead")}>
          <Exceptions items={hours.exceptions} onChange={(exceptions) => change({ exceptions })} />
        </Section>
        <Section title={t("hours.year")} lead={t("hours.year.lead")}>
          <YearCalendar hours={hours} holidays={holidays} year={year} onYear={setYear} />
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

function CopyWeek({ whose, onCopy }: { whose: Whose; onCopy: (week: Hours["week"]) => void }) {
  const t = useT();
  const client = useQueryClient();
  const mine = valueOf(whose);
  const others = useOwners().map(({ group, items }) => ({ group, items: items.filter(({ value }) => value !== mine) })).filter(({ items }) => items.length > 0);
  if (others.length === 0) return null;
  const copy = async (value: string | null) => {
    if (value) onCopy((await client.query(hoursQuery(whoseOf(value)))).week);
  };
  return <Select label={t("hours.copy_week")} placeholder={t("hours.copy_week.choose")} w={280} maw="100%" value={null} data={others} onChange={(value) => void copy(value)} />;
}
