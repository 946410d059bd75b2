/** A time zone by the place people know it by. All of them are named only once somebody looks for one. */
import { Select, type OptionsFilter, type SelectProps } from "@mantine/core";
import { useMemo, useState } from "react";
import { useI18n } from "@/shared/i18n";
import { zoneChoices, zoneFits, zoneName } from "@/shared/format/zones";

const SHOWN_MAX = 50;

interface Props extends Pick<SelectProps, "label" | "description"> {
  value: string;
  /** To be found though the browser may not list it. */
  known?: string;
  onChange: (zone: string) => void;
}

export function ZoneField({ value, known, onChange, ...props }: Props) {
  const { t, locale } = useI18n();
  const [asked, setAsked] = useState(false);
  const data = useMemo(() => {
    const now = new Date();
    return asked ? zoneChoices(known ? [value, known] : [value], locale, now) : [{ value, label: zoneName(value, locale, now) }];
  }, [asked, known, locale, value]);
  return <Select {...props} searchable allowDeselect={false} data={data} filter={fitting} limit={SHOWN_MAX} nothingFoundMessage={t("zone.none")} value={value} onFocus={() => setAsked(true)} onChange={(zone) => zone && onChange(zone)} />;
}

const fitting: OptionsFilter = ({ options, search, limit }) => options.filter((one) => "value" in one && zoneFits(one, search)).slice(0, limit);
