/** The connection form, drawn from the provider's manifest alone. */
import { Button, NumberInput, PasswordInput, Select, Switch, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useI18n } from "@/shared/i18n";
import { Icon } from "@/shared/ui/icons";
import { Stack } from "@/shared/ui/layout";
import type { ChannelConfig, ConfigField, ConfigValue } from "@/shared/api/types";
import { isSecretMark, type FormValues } from "@/features/delivery/form";

interface Props {
  fields: ConfigField[];
  values: FormValues;
  saved?: ChannelConfig;
  wrong: string[];
  onChange: (name: string, value: ConfigValue) => void;
}

export function ConfigFields(props: Props) {
  const { t } = useI18n();
  const [more, setMore] = useState(false);
  const plain = props.fields.filter(({ advanced }) => !advanced);
  const advanced = props.fields.filter((field) => field.advanced);
  return (
    <Stack>
      {plain.map((field) => (
        <Field key={field.name} field={field} {...props} />
      ))}
      {advanced.length > 0 && (
        <Button variant="subtle" size="compact-sm" aria-expanded={more} onClick={() => setMore(!more)} leftSection={<Icon name={more ? "down" : "forward"} size={14} />} style={{ alignSelf: "flex-start" }}>
          {t("channel.advanced")}
        </Button>
      )}
      {more && advanced.map((field) => <Field key={field.name} field={field} {...props} />)}
    </Stack>
  );
}

function Field({ field, values, saved, wrong, onChange }: Props & { field: ConfigField }) {
  const { t, words, byCode } = useI18n();
  const value = values[field.name] ?? null;
  const mark = saved?.[field.name];
  const kept = isSecretMark(mark) && mark.set;
  const set = (next: ConfigValue) => onChange(field.name, next);
  const common = {
    label: words(field.label),
    ...(words(field.help) && { description: words(field.help) }),
    ...(wrong.includes(field.name) && { error: t("channel.field.wrong") }),
  };
  switch (field.kind) {
    case "secret":
      return <PasswordInput {...common} required={field.required && !kept} placeholder={kept ? t("channel.secret.kept") : ""} autoComplete="off" maxLength={field.length_max} value={textOf(value)} onChange={(event) => set(event.currentTarget.value)} />;
    case "number":
      return <NumberInput {...common} required={field.required} allowDecimal={false} value={typeof value === "number" ? value : ""} onChange={(next) => set(next === "" ? "" : Number(next))} />;
    case "boolean":
      return <Switch {...common} checked={value === true} onChange={(event) => set(event.currentTarget.checked)} />;
    case "choice":
      return <Select {...common} required={field.required} allowDeselect={false} data={field.choices.map((choice) => ({ value: choice, label: byCode("choice", choice) ?? choice }))} value={textOf(value)} onChange={(next) => set(next ?? "")} />;
    case "list":
      return <ListField common={common} value={Array.isArray(value) ? value : []} onChange={set} />;
    case "text":
      return <TextInput {...common} required={field.required} maxLength={field.length_max} value={textOf(value)} onChange={(event) => set(event.currentTarget.value)} />;
  }
}

function textOf(value: ConfigValue): string {
  return typeof value === "string" ? value : value === null ? "" : String(value);
}

/** One value a line; empty lines are dropped when the box is left. */
function ListField({ common, value, onChange }: { common: object; value: string[]; onChange: (value: string[]) => void }) {
  const { t } = useI18n();
  const [text, setText] = useState(value.join("\n"));
  const change = (next: string) => {
    setText(next);
    onChange(next.split("\n").map((line) => line.trim()).filter(Boolean));
  };
  return <Textarea {...common} placeholder={t("channel.list")} autosize minRows={2} maxRows={8} value={text} onChange={(event) => change(event.currentTarget.value)} onBlur={() => setText(value.join("\n"))} />;
}
