/** Values whoever sends must give: each with its kind; a deadline and a stock may carry words of haste. */
import { Button, Select, TextInput } from "@mantine/core";
import { removed, replaced, VARIABLE_KINDS } from "@/features/templates/body";
import classes from "@/features/templates/ui/Templates.module.css";
import type { TemplateBody, TemplateVariable } from "@/shared/api/types";
import { useT } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/IconButton";
import { Row } from "@/shared/ui/layout";

interface Props {
  body: TemplateBody;
  onChange: (body: TemplateBody) => void;
}

const VARIABLES_MAX = 60;

export function VariableList({ body, onChange }: Props) {
  const t = useT();
  const { variables } = body;
  const set = (at: number, change: Partial<TemplateVariable>) => {
    const old = variables[at];
    if (old) onChange({ ...body, variables: replaced(variables, at, { ...old, ...change }) });
  };
  const add = () => onChange({ ...body, variables: [...variables, { name: `value_${variables.length + 1}`, kind: "text", label: "", example: "" }] });
  return (
    <section className={classes.section} aria-label={t("templates.variables")}>
      <h2 className={classes.sectionTitle}>{t("templates.variables")}</h2>
      <p className={classes.about}>{t("templates.variables.about")}</p>
      {variables.map(({ name, kind, example }, at) => (
        <Row key={at} gap={2} wrap>
          <TextInput label={t("templates.variable.name")} value={name} onChange={(event) => set(at, { name: event.currentTarget.value.toLowerCase().replace(/[^a-z0-9_]/g, "") || "value" })} />
          <Select label={t("templates.variable.kind")} allowDeselect={false} value={kind} data={VARIABLE_KINDS.map((value) => ({ value, label: t(`templates.variable.${value}`) }))} onChange={(value) => set(at, { kind: (value ?? "text") })} />
          <TextInput label={t("templates.variable.example")} value={example} onChange={(event) => set(at, { example: event.currentTarget.value })} />
          <IconButton icon="trash" label={t("templates.variable.remove", { name })} onClick={() => onChange({ ...body, variables: removed(variables, at) })} />
        </Row>
      ))}
      {variables.length < VARIABLES_MAX && (
        <Button variant="default" size="compact-sm" onClick={add}>
          {t("templates.variable.add")}
        </Button>
      )}
    </section>
  );
}
