/** One person, found by words. */
import { Select } from "@mantine/core";
import { useState } from "react";
import { useContacts } from "@/features/contacts/api/contacts";
import { useMay } from "@/features/workspaces";

interface Props {
  label: string;
  placeholder: string;
  value: string | null;
  onChange: (contactId: string | null) => void;
}

export function PersonPicker({ label, placeholder, value, onChange }: Props) {
  const may = useMay("contacts.read");
  const [typed, setTyped] = useState("");
  const found = useContacts(typed, may);
  const people = (found.data?.pages ?? []).flatMap(({ items }) => items).filter(({ name }) => name !== "");
  if (!may) return null;
  return <Select aria-label={label} placeholder={placeholder} searchable clearable value={value} onChange={onChange} onSearchChange={setTyped} data={people.map(({ id, name }) => ({ value: id, label: name }))} />;
}
