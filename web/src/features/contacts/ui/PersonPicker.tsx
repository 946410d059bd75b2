/** One person, found by name, address or phone. */
import { Select } from "@mantine/core";
import { useRef, useState } from "react";
import { sayAddress } from "@/features/contacts/address";
import { useContacts } from "@/features/contacts/api/contacts";
import classes from "@/features/contacts/ui/PersonPicker.module.css";
import { useMay } from "@/features/workspaces";
import { useI18n } from "@/shared/i18n";
import { useDebounced } from "@/shared/ui/useDebounced";

const TYPED_MS = 250;
const ADDRESSES_SHOWN = 3;

interface Props {
  label: string;
  /** The label stands above the field, as in a form. */
  labelled?: boolean;
  placeholder: string;
  value: string | null;
  /** Of whoever was chosen elsewhere, and may not be among those found. */
  name?: string;
  onChange: (contactId: string | null) => void;
}

export function PersonPicker({ label, labelled = false, placeholder, value, name, onChange }: Props) {
  const { t } = useI18n();
  const may = useMay("contacts.read");
  const box = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState("");
  const found = usePeople(useDebounced(typed.trim(), TYPED_MS), may);
  const isElsewhere = value !== null && name !== undefined && !found.some((one) => one.value === value);
  const people = isElsewhere ? [{ value, label: name, addresses: "" }, ...found] : found;
  const addresses = new Map(people.map((one) => [one.value, one.addresses]));
  if (!may) return null;
  return (
    <Select
      ref={box}
      {...(labelled ? { label } : { "aria-label": label })}
      placeholder={placeholder}
      searchable
      // The server looks, by more than is shown.
      filter={({ options }) => options}
      nothingFoundMessage={t("search.none")}
      clearable
      // Hidden from keyboards and screen readers unless told otherwise, and smaller than a finger may ask (WCAG 2.5.8).
      clearButtonProps={{ "aria-label": t("contacts.picker.clear", { label }), "aria-hidden": false, tabIndex: 0, size: "24px" }}
      onClear={() => box.current?.focus()}
      value={value}
      onChange={onChange}
      onSearchChange={setTyped}
      data={people}
      renderOption={({ option }) => (
        <span className={classes.option}>
          {option.label}
          <small>{addresses.get(option.value)}</small>
        </span>
      )}
    />
  );
}

/** Whoever has no name is called by an address. */
function usePeople(words: string, may: boolean) {
  const { t, byCode } = useI18n();
  const found = useContacts(words, may);
  return (found.data?.pages ?? []).flatMap(({ items }) => items).map(({ id, name, addresses }) => {
    const [first = "", ...others] = addresses.slice(0, ADDRESSES_SHOWN).map((one) => sayAddress(one, byCode));
    return { value: id, label: name || first || t("contact.nameless"), addresses: (name ? [first, ...others] : others).join(" · ") };
  });
}
