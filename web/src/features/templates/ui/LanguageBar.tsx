/** In which language the template is being written; a new one begins as a copy of the main one. */
import { Button, Menu, SegmentedControl } from "@mantine/core";
import { LANGUAGES, withLanguage, withoutLanguage } from "@/features/templates/body";
import type { TemplateBody } from "@/shared/api/types";
import { useI18n } from "@/shared/i18n";
import { Row } from "@/shared/ui/layout";

interface Props {
  body: TemplateBody;
  language: string;
  readOnly: boolean;
  onChange: (body: TemplateBody) => void;
  onLanguage: (language: string) => void;
}

export function LanguageBar({ body, language, readOnly, onChange, onLanguage }: Props) {
  const { t, locale } = useI18n();
  const names = new Intl.DisplayNames([locale], { type: "language" });
  const spoken = Object.keys(body.wordings);
  const left = LANGUAGES.filter((one) => !spoken.includes(one));
  const add = (one: string) => {
    onChange(withLanguage(body, one));
    onLanguage(one);
  };
  const remove = () => {
    const next = withoutLanguage(body, language);
    onChange(next);
    onLanguage(next.language);
  };
  const title = (one: string) => `${names.of(one) ?? one}${one === body.language ? ` · ${t("templates.main")}` : ""}`;
  return (
    <Row gap={2} wrap>
      <SegmentedControl aria-label={t("templates.language")} value={language} onChange={onLanguage} data={spoken.map((value) => ({ value, label: title(value) }))} />
      {!readOnly && (
        <Menu>
          <Menu.Target>
            <Button variant="subtle">{t("templates.language.add")}</Button>
          </Menu.Target>
          <Menu.Dropdown>
            {left.map((one) => (
              <Menu.Item key={one} onClick={() => add(one)}>
                {names.of(one)}
              </Menu.Item>
            ))}
            {spoken.length > 1 && (
              <Menu.Item color="red" onClick={remove}>
                {t("templates.language.remove", { language: names.of(language) ?? language })}
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
    </Row>
  );
}
