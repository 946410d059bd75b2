/** The connection form, drawn from the provider's manifest alone. */
import { Button, NumberInput, PasswordInput, Select, Switch, Textarea, TextInput } from "@mantine/core";
import { useRef, useState } from "react";
import { useI18n } from "@/shared/i18n";
import { CopyField } from "@/shared/ui/CopyField";
import { Icon } from "@/shared/ui/icons";
import { Stack } from "@/shared/ui/layout";
import type { ChannelConfig, ConfigField, ConfigValue } from "@/shared/api/types";
import { FileInput } from "@/shared/ui/FileInput";
import { isSecretMark, newSecret, secretOf, type FormValues } from "@/features/delivery/form";

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
  const { t, words } = useI18n();
  const mark = saved?.[field.name];
  const kept = isSecretMark(mark) && mark.set;
  const help = words(field.help);
  const common = {
    label: words(field.label),
    ...(help && { description: help }),
    ...(wrong.includes(field.name) && { error: t("channel.field.wrong") }),
  };
  const Kind = KINDS[field.kind];
  return <Kind field={field} common={common} kept={kept} value={values[field.name] ?? null} set={(next) => onChange(field.name, next)} />;
}

interface KindProps {
  field: ConfigField;
  common: { label: string; description?: string; error?: string };
  /** A secret is saved already and need not be typed. */
  kept: boolean;
  value: ConfigValue;
  set: (value: ConfigValue) => void;
}

const KINDS: Record<ConfigField["kind"], (props: KindProps) => React.ReactNode> = {
  text: ({ field, common, value, set }) => <TextInput {...common} required={field.required} maxLength={field.length_max} value={textOf(value)} onChange={(event) => set(event.currentTarget.value)} />,
  secret: SecretField,
  number: ({ field, common, value, set }) => <NumberInput {...common} required={field.required} allowDecimal={false} value={typeof value === "number" ? value : ""} onChange={(next) => set(next === "" ? "" : Number(next))} />,
  boolean: ({ common, value, set }) => <Switch {...common} checked={value === true} onChange={(event) => set(event.currentTarget.checked)} />,
  choice: ChoiceField,
  list: ListField,
};

function SecretField({ field, common, kept, value, set }: KindProps) {
  const { t } = useI18n();
  const chooser = useRef<HTMLInputElement>(null);
  const [made, setMade] = useState("");
  const make = () => {
    const secret = newSecret();
    setMade(secret);
    set(secret);
  };
  return (
    <Stack gap={2}>
      <PasswordInput {...common} required={field.required && !kept} placeholder={kept ? t("channel.secret.kept") : ""} autoComplete="off" maxLength={field.length_max} value={textOf(value)} onChange={(event) => set(event.currentTarget.value)} />
      {field.made && (
        <Button variant="subtle" size="compact-sm" onClick={make} aria-label={`${t("channel.secret.make")}: ${common.label}`} style={{ alignSelf: "flex-start" }}>
          {t("channel.secret.make")}
        </Button>
      )}
      {field.file && (
        <>
          <FileInput ref={chooser} label={`${t("channel.secret.file")}: ${common.label}`} accept="" onChoose={(file) => void secretOf(file).then(set)} />
          <Button variant="subtle" size="compact-sm" onClick={() => chooser.current?.click()} aria-label={`${t("channel.secret.file")}: ${common.label}`} style={{ alignSelf: "flex-start" }}>
            {t("channel.secret.file")}
          </Button>
        </>
      )}
      {made !== "" && made === value && <CopyField label={t("channel.secret.made")} value={made} />}
    </Stack>
  );
}

function ChoiceField({ field, common, value, set }: KindProps) {
  const { byCode } = useI18n();
  const data = field.choices.map((choice) => ({ value: choice, label: byCode("choice", choice) ?? choice }));
  return <Select {...common} required={field.required} allowDeselect={false} data={data} value={textOf(value)} onChange={(next) => set(next ?? "")} />;
}

/** One value a line; empty lines are dropped when the box is left. */
function ListField({ common, value, set }: KindProps) {
  const { t } = useI18n();
  const lines = Array.isArray(value) ? value : [];
  const [text, setText] = useState(lines.join("\n"));
  const change = (next: string) => {
    setText(next);
    set(next.split("\n").map((line) => line.trim()).filter(Boolean));
  };
  return <Textarea {...common} placeholder={t("channel.list")} autosize minRows={2} maxRows={8} value={text} onChange={(event) => change(event.currentTarget.value)} onBlur={() => setText(lines.join("\n"))} />;
}

function textOf(value: ConfigValue): string {
  return typeof value === "string" ? value : value === null ? "" : String(value);
}
