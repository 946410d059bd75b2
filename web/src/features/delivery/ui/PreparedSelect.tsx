/** Choosing among messages the provider has approved: by what they say, with the language in words. */
import { Select, type OptionsFilter } from "@mantine/core";
import { useI18n } from "@/shared/i18n";
import type { PreparedMessage } from "@/shared/api/types";
import { firstWords, fitsWords, spokenIn } from "@/features/delivery/prepared";
import classes from "@/features/delivery/ui/Prepared.module.css";

interface Props {
  label: string;
  notFound: string;
  offers: readonly { id: string; message: PreparedMessage }[];
  value: string | null;
  onChange: (id: string | null) => void;
}

export function PreparedSelect({ label, notFound, offers, value, onChange }: Props) {
  const { t, locale } = useI18n();
  const messages = new Map(offers.map(({ id, message }) => [id, message]));
  const data = offers.map(({ id, message }) => ({ value: id, label: firstWords(message) }));
  const filter: OptionsFilter = ({ options, search }) =>
    options.filter((one) => {
      const message = "value" in one && messages.get(one.value);
      return message && fitsWords(message, search, locale);
    });
  return (
    <Select
      label={label}
      placeholder={t("prepared.choose.placeholder")}
      searchable
      nothingFoundMessage={notFound}
      data={data}
      filter={filter}
      value={value}
      onChange={onChange}
      renderOption={({ option }) => {
        const message = messages.get(option.value);
        return (
          <span className={classes.option}>
            {option.label}
            {message && <small>{spokenIn(message, locale)}</small>}
          </span>
        );
      }}
    />
  );
}
