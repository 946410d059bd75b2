/** How the template is called, where it lies and what it is for. */
import { Button, Radio, TextInput } from "@mantine/core";
import { useState } from "react";
import { useChangeTemplate } from "@/features/templates/api/templates";
import type { Template } from "@/shared/api/types";
import { useT } from "@/shared/i18n";
import { Actions, Stack } from "@/shared/ui/layout";
import { ErrorLine } from "@/shared/ui/states";

export function TemplateSettings({ template, onDone }: { template: Template; onDone: () => void }) {
  const t = useT();
  const [name, setName] = useState(template.name);
  const [folder, setFolder] = useState(template.folder);
  const [purpose, setPurpose] = useState(template.purpose);
  const change = useChangeTemplate(template.id);
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    change.mutate({ name, folder, purpose }, { onSuccess: onDone });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap={4}>
        <TextInput label={t("templates.name")} required maxLength={200} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <TextInput label={t("templates.folder")} maxLength={80} value={folder} onChange={(event) => setFolder(event.currentTarget.value)} />
        <Radio.Group label={t("templates.purpose")} value={purpose} onChange={(value) => setPurpose(value === "personal" ? "personal" : "mass")}>
          <Stack gap={2}>
            <Radio value="mass" label={t("templates.purpose.mass")} description={t("templates.purpose.mass.about")} />
            <Radio value="personal" label={t("templates.purpose.personal")} description={t("templates.purpose.personal.about")} />
          </Stack>
        </Radio.Group>
        <ErrorLine error={change.error} />
        <Actions>
          <Button type="submit" loading={change.isPending}>
            {t("action.save")}
          </Button>
        </Actions>
      </Stack>
    </form>
  );
}
