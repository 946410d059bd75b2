/** Whose holidays are kept: country, region, short days before them; each holiday can be worked all the same. */
import { Select, Switch } from "@mantine/core";
import { useState } from "react";
import { useFormat } from "@/shared/format";
import { useI18n } from "@/shared/i18n";
import { Row, Stack } from "@/shared/ui/layout";
import { Failure, SkeletonRows } from "@/shared/ui/states";
import type { HolidayRule } from "@/shared/api/types";
import { useHolidayCountries, useHolidays } from "@/features/schedule/api/hours";
import classes from "@/features/schedule/ui/Week.module.css";

interface Props {
  value: HolidayRule;
  year: number;
  onChange: (value: HolidayRule) => void;
}

export function Holidays({ value, year, onChange }: Props) {
  const { t, locale } = useI18n();
  const countries = useHolidayCountries().data ?? [];
  const query = useHolidays(value.country, value.region, year);
  const names = new Intl.DisplayNames(locale, { type: "region" });
  const options = countries.map((code) => ({ value: code, label: names.of(code) ?? code })).toSorted((left, right) => left.label.localeCompare(right.label, locale));
  const regions = query.data?.regions ?? [];
  return (
    <Stack>
      <Row wrap>
        <Select label={t("hours.holidays.country")} placeholder={t("hours.holidays.none")} searchable clearable limit={100} w={280} data={options} value={value.country || null} onChange={(country) => onChange({ ...value, country: country ?? "", region: "", overruled: [] })} />
        {regions.length > 0 && <Select label={t("hours.holidays.region")} placeholder={t("hours.holidays.everywhere")} searchable clearable w={280} data={regions.map(({ code, name }) => ({ value: code, label: name }))} value={value.region || null} onChange={(region) => onChange({ ...value, region: region ?? "" })} />}
      </Row>
      {query.data?.short_eves && <Switch label={t("hours.holidays.short")} checked={value.short_eves} onChange={(event) => onChange({ ...value, short_eves: event.currentTarget.checked })} />}
      {value.country && (query.isPending ? <SkeletonRows rows={4} height={30} /> : query.isLoadingError ? <Failure error={query.error} retry={() => void query.refetch()} /> : <Listed value={value} items={query.data.items.filter(({ short }) => !short)} onChange={onChange} />)}
    </Stack>
  );
}

function Listed({ value, items, onChange }: Omit<Props, "year"> & { items: { date: string; name: string }[] }) {
  const { t } = useI18n();
  const format = useFormat();
  const [shown, setShown] = useState(false);
  const works = items.filter(({ date }) => value.overruled.includes(date)).length;
  const toggle = (date: string, rest: boolean) => onChange({ ...value, overruled: rest ? value.overruled.filter((one) => one !== date) : [...value.overruled, date].toSorted() });
  return (
    <details open={shown} onToggle={(event) => setShown(event.currentTarget.open)}>
      <summary>{t("hours.holidays.kept", { count: items.length - works, all: items.length })}</summary>
      <ul className={classes.week}>
        {items.map(({ date, name }) => (
          <li key={date} className={classes.holiday}>
            <span className={classes.name}>{format.date(`${date}T12:00:00`)}</span>
            <span className={classes.holidayName}>{name}</span>
            <Switch size="sm" label={value.overruled.includes(date) ? t("hours.holidays.working") : t("hours.closed")} aria-label={t("hours.holidays.rest", { name, date: format.date(`${date}T12:00:00`) })} checked={!value.overruled.includes(date)} onChange={(event) => toggle(date, event.currentTarget.checked)} />
          </li>
        ))}
      </ul>
    </details>
  );
}
