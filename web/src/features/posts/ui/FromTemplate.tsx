/** A post may begin with a messenger text of the company; what is each person's own in it is named, not taken along unseen. */
import { Select } from "@mantine/core";
import { useState } from "react";
import { useTakeText, useTexts } from "@/features/posts/api/posts";
import { personal } from "@/features/posts/post";
import classes from "@/features/posts/Posts.module.css";
import type { Template } from "@/shared/api/types";
import { useI18n } from "@/shared/i18n";
import { ErrorLine } from "@/shared/ui/states";

export function FromTemplate({ onTake }: { onTake: (text: string) => void }) {
  const { t, locale } = useI18n();
  const texts = useTexts().data ?? [];
  const take = useTakeText();
  const [named, setNamed] = useState<string[]>([]);
  if (texts.length === 0) return null;
  const taken = ({ body }: Template) => {
    const text = (body.wordings[locale] ?? body.wordings[body.language] ?? Object.values(body.wordings)[0])?.text ?? "";
    const values = personal(text);
    setNamed(values);
    if (values.length === 0) onTake(text);
  };
  return (
    <div className={classes.field}>
      <Select label={t("posts.template")} placeholder={t("posts.template.choose")} searchable nothingFoundMessage={t("posts.template.none")} value={null} data={texts.map(({ id, name }) => ({ value: id, label: name }))} onChange={(id) => id && take.mutate(id, { onSuccess: taken })} />
      {named.length > 0 && (
        <p className={classes.refusal} role="alert">
          {t("posts.template.personal", { names: named.join(", ") })}
        </p>
      )}
      <ErrorLine error={take.error} />
    </div>
  );
}
