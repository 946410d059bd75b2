/** What a template says in one language: a letter of blocks or code, or the few fields of a short message. */
import { Button, SegmentedControl, Textarea, TextInput } from "@mantine/core";
import { useMarkup } from "@/features/templates/api/templates";
import { emptyWording, withWording } from "@/features/templates/body";
import { BlockList } from "@/features/templates/ui/BlockList";
import { Helpers } from "@/features/templates/ui/Helpers";
import { Looks } from "@/features/templates/ui/Looks";
import { MarkedText } from "@/features/templates/ui/MarkedText";
import { VariableList } from "@/features/templates/ui/VariableList";
import classes from "@/features/templates/ui/Templates.module.css";
import type { TemplateBody, TemplateKind, TemplateWording } from "@/shared/api/types";
import { useT, useTIn } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/IconButton";
import { Row } from "@/shared/ui/layout";

interface Props {
  kind: TemplateKind;
  body: TemplateBody;
  language: string;
  readOnly: boolean;
  onChange: (body: TemplateBody) => void;
}

const CODE_ROWS = 24;
const BUTTONS_MAX = 10;

export function Editor({ kind, body, language, readOnly, onChange }: Props) {
  const wording = body.wordings[language] ?? emptyWording();
  const set = (change: Partial<TemplateWording>) => onChange(withWording(body, language, change));
  return (
    <fieldset className={classes.editor} disabled={readOnly}>
      {kind === "email" ? <Letter wording={wording} body={body} language={language} onChange={set} /> : <Short kind={kind} wording={wording} language={language} onChange={set} />}
      <Helpers kind={kind} body={body} language={language} onChange={onChange} />
      <VariableList body={body} onChange={onChange} />
    </fieldset>
  );
}

interface FieldsProps {
  wording: TemplateWording;
  language: string;
  onChange: (change: Partial<TemplateWording>) => void;
}

function Letter({ wording, body, language, onChange }: FieldsProps & { body: TemplateBody }) {
  const t = useT();
  const markup = useMarkup();
  const turn = (mode: string) => {
    if (mode === "mjml" && wording.code === "") {
      markup.mutate({ body, language }, { onSuccess: ({ mjml }) => onChange({ mode: "mjml", code: mjml }) });
    } else onChange({ mode: mode as TemplateWording["mode"] });
  };
  return (
    <>
      <TextInput label={t("templates.subject")} value={wording.subject} maxLength={500} onChange={(event) => onChange({ subject: event.currentTarget.value })} />
      <TextInput label={t("templates.preheader")} description={t("templates.preheader.about")} value={wording.preheader} maxLength={500} onChange={(event) => onChange({ preheader: event.currentTarget.value })} />
      <SegmentedControl aria-label={t("templates.mode")} value={wording.mode} onChange={turn} data={(["visual", "mjml", "html"] as const).map((value) => ({ value, label: t(`templates.mode.${value}`) }))} />
      {wording.mode === "visual" ? <Visual wording={wording} language={language} lists={body.variables.filter(({ kind }) => kind === "list").map(({ name }) => name)} onChange={onChange} /> : <Textarea label={t("templates.code")} className={classes.code ?? ""} rows={CODE_ROWS} spellCheck={false} value={wording.code} onChange={(event) => onChange({ code: event.currentTarget.value })} />}
    </>
  );
}

function Visual({ wording, language, lists, onChange }: FieldsProps & { lists: readonly string[] }) {
  return (
    <>
      <BlockList blocks={wording.blocks} lists={lists} language={language} onChange={(blocks) => onChange({ blocks })} />
      <Looks wording={wording} onChange={onChange} />
    </>
  );
}

function Short({ kind, wording, language, onChange }: FieldsProps & { kind: TemplateKind }) {
  const t = useT();
  return (
    <>
      {kind === "push" && <TextInput label={t("templates.title")} value={wording.title} maxLength={500} onChange={(event) => onChange({ title: event.currentTarget.value })} />}
      <MarkedText label={t("templates.text")} plain value={wording.text} rows={8} onChange={(text) => onChange({ text })} />
      {kind === "push" && <TextInput label={t("templates.url")} value={wording.url} onChange={(event) => onChange({ url: event.currentTarget.value })} />}
      {kind === "chat" && <Buttons wording={wording} language={language} onChange={onChange} />}
    </>
  );
}

function Buttons({ wording, language, onChange }: FieldsProps) {
  const t = useT();
  const said = useTIn(language);
  const set = (at: number, change: Partial<TemplateWording["buttons"][number]>) => onChange({ buttons: wording.buttons.map((one, index) => (index === at ? { ...one, ...change } : one)) });
  return (
    <>
      {wording.buttons.map((one, at) => (
        <Row key={at} gap={2} wrap>
          <TextInput label={t("templates.block.label")} value={one.label} maxLength={64} onChange={(event) => set(at, { label: event.currentTarget.value })} />
          <TextInput label={t("templates.block.href")} value={one.url} onChange={(event) => set(at, { url: event.currentTarget.value })} />
          <IconButton icon="trash" label={t("templates.block.remove")} onClick={() => onChange({ buttons: wording.buttons.filter((_, index) => index !== at) })} />
        </Row>
      ))}
      {wording.buttons.length < BUTTONS_MAX && (
        <Button variant="default" onClick={() => onChange({ buttons: [...wording.buttons, { label: said("templates.new.button"), url: "" }] })}>
          {t("templates.button.add")}
        </Button>
      )}
    </>
  );
}
