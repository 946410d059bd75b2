/** A name that is known already, or typed anew: what the company's data has by now, and what is still to come. */
import { Select, type SelectProps } from "@mantine/core";
import { useState } from "react";
import { useT } from "@/shared/i18n";

const NAMES_MAX = 100;

interface Props extends Pick<SelectProps, "label" | "description" | "error" | "clearable" | "inputWrapperOrder"> {
  value: string;
  known: { value: string; label: string }[];
  /** How a name that is not known yet is called. */
  words: (name: string) => string;
  onChange: (name: string) => void;
}

export function KnownField({ value, known, words, onChange, ...props }: Props) {
  const t = useT();
  const [typed, setTyped] = useState("");
  const all = value && !known.some((one) => one.value === value) ? [{ value, label: words(value) }, ...known] : known;
  const fresh = typed.trim().slice(0, NAMES_MAX);
  const isNew = fresh !== "" && !all.some((one) => one.value === fresh || one.label === fresh);
  const data = isNew ? [...all, { value: fresh, label: t("known.anew", { name: fresh }) }] : all;
  return <Select {...props} placeholder={t("known.choose_or_type")} searchable value={value || null} data={data} onSearchChange={setTyped} onChange={(next) => onChange(next ?? "")} />;
}
