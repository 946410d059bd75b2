/** What customers read when nobody answers: the standard words or the company's own, shown as they will look. */
import { Switch, Textarea } from "@mantine/core";
import { useT, type Locale } from "@/shared/i18n";
import { Stack } from "@/shared/ui/layout";
import type { AutoresponderSettings } from "@/shared/api/types";
import classes from "@/features/schedule/ui/Week.module.css";

interface Props {
  value: AutoresponderSettings;
  onChange: (value: AutoresponderSettings) => void;
}

const SAMPLES: Record<Locale, { when: string; standard: string }> = {
  ru: { when: "завтра с 9:00", standard: "Спасибо, мы получили ваше сообщение. Ответим {when}." },
  en: { when: "tomorrow from 9:00", standard: "Thank you, we have your message. We will answer {when}." },
};

/** As the server does it: "{when}" is replaced, or added at the end where the text has no place for it. */
export function autoreplyPreview(text: string, locale: Locale): string {
  const { when, standard } = SAMPLES[locale];
  const words = text.trim() || standard;
  return words.includes("{when}") ? words.replaceAll("{when}", when) : `${words} ${standard.replace("{when}", when).split(". ").at(-1) ?? ""}`;
}

export function Autoresponder({ value, onChange }: Props) {
  const t = useT();
  return (
    <Stack>
      <Switch label={t("hours.autoresponder.on")} checked={value.enabled} onChange={(event) => onChange({ ...value, enabled: event.currentTarget.checked })} />
      {value.enabled && (
        <>
          <Switch label={t("hours.autoresponder.busy")} description={t("hours.autoresponder.busy.about")} checked={value.when_busy} onChange={(event) => onChange({ ...value, when_busy: event.currentTarget.checked })} />
          <Words locale="ru" label={t("hours.autoresponder.ru")} value={value} onChange={onChange} />
          <Words locale="en" label={t("hours.autoresponder.en")} value={value} onChange={onChange} />
        </>
      )}
    </Stack>
  );
}

function Words({ locale, label, value, onChange }: Props & { locale: Locale; label: string }) {
  const t = useT();
  const text = value.texts[locale];
  return (
    <div>
      <Textarea label={label} description={t("hours.autoresponder.help", { when: "{when}" })} placeholder={SAMPLES[locale].standard} autosize minRows={2} maxLength={2000} value={text} lang={locale} onChange={(event) => onChange({ ...value, texts: { ...value.texts, [locale]: event.currentTarget.value } })} />
      <p className={classes.previewTitle}>{t("hours.autoresponder.preview")}</p>
      <p className={classes.preview} lang={locale}>
        {autoreplyPreview(text, locale)}
      </p>
    </div>
  );
}
