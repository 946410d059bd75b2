/** What a person sets for themselves: face, name, language, theme, password, second factor. */
import { Button, Input, SegmentedControl, TextInput, useMantineColorScheme } from "@mantine/core";
import { useRef, useState, type ReactNode } from "react";
import { useI18n, type Locale } from "@/shared/i18n";
import { Avatar } from "@/shared/ui/Avatar";
import { Row, Stack } from "@/shared/ui/layout";
import { Page, Section } from "@/shared/ui/Page";
import { ErrorLine } from "@/shared/ui/states";
import { useToasts } from "@/shared/ui/toasts";
import { useChangePhoto, useChangeProfile } from "@/features/workspaces/api/me";
import { useMe } from "@/features/workspaces/api/session";
import { PasswordForm } from "@/features/workspaces/ui/PasswordForm";
import { SecondFactor } from "@/features/workspaces/ui/SecondFactor";

export function Profile({ more }: { more?: ReactNode }) {
  const { t } = useI18n();
  const me = useMe();
  return (
    <Page title={t("settings.profile")} lead={me.operator.email} width="form">
      <Section title={t("profile.face")} lead={t("profile.face.lead")}>
        <Photo />
        <NameForm />
      </Section>
      <Section title={t("profile.look")}>
        <Look />
        {me.permissions.includes("debts.read") && <First />}
      </Section>
      {more}
      <Section title={t("profile.password")}>
        <PasswordForm />
      </Section>
      <Section title={t("profile.totp")} lead={t("profile.totp.lead")}>
        <SecondFactor />
      </Section>
    </Page>
  );
}

function Photo() {
  const { t } = useI18n();
  const { operator } = useMe();
  const change = useChangePhoto();
  const input = useRef<HTMLInputElement>(null);
  return (
    <Stack gap={2}>
      <Row gap={4}>
        <Avatar name={operator.name} src={operator.photo_url} size={64} />
        <Button variant="default" loading={change.isPending} onClick={() => input.current?.click()}>
          {t("profile.photo.choose")}
        </Button>
        {operator.photo_url && (
          <Button variant="subtle" onClick={() => change.mutate(null)}>
            {t("action.remove")}
          </Button>
        )}
      </Row>
      <input ref={input} type="file" accept="image/png,image/jpeg,image/webp" hidden onChange={(event) => change.mutate(event.currentTarget.files?.[0] ?? null)} />
      <ErrorLine error={change.error} />
    </Stack>
  );
}

function NameForm() {
  const { t } = useI18n();
  const { operator } = useMe();
  const { tell } = useToasts();
  const [name, setName] = useState(operator.name);
  const change = useChangeProfile();
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    change.mutate({ name: name.trim() }, { onSuccess: () => tell(t("action.saved")) });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap={3}>
        <TextInput label={t("invited.name")} required withAsterisk={false} maxLength={120} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <ErrorLine error={change.error} />
        <Row>
          <Button type="submit" disabled={name.trim() === operator.name || !name.trim()} loading={change.isPending}>
            {t("action.save")}
          </Button>
        </Row>
      </Stack>
    </form>
  );
}

function First() {
  const { t } = useI18n();
  const { opens_with: first } = useMe().operator;
  const { tellError } = useToasts();
  const change = useChangeProfile();
  return (
    <Input.Wrapper label={t("profile.first")} description={t("profile.first.about")} labelElement="div">
      <SegmentedControl
        mt={6}
        aria-label={t("profile.first")}
        value={first}
        onChange={(value) => change.mutate({ opens_with: value === "morning" ? value : "inbox" }, { onError: tellError })}
        data={[
          { value: "inbox", label: t("nav.inbox") },
          { value: "morning", label: t("nav.debts") },
        ]}
      />
    </Input.Wrapper>
  );
}

function Look() {
  const { t, locale, setLocale } = useI18n();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const change = useChangeProfile();
  const speak = (next: string) => {
    setLocale(next as Locale);
    change.mutate({ locale: next });
  };
  return (
    <Row gap={5} wrap>
      <SegmentedControl aria-label={t("profile.language")} value={locale} onChange={speak} data={[{ value: "ru", label: "Русский" }, { value: "en", label: "English" }]} />
      <SegmentedControl
        aria-label={t("profile.theme")}
        value={colorScheme}
        onChange={(value) => setColorScheme(value)}
        data={[
          { value: "light", label: t("profile.theme.light") },
          { value: "dark", label: t("profile.theme.dark") },
          { value: "auto", label: t("profile.theme.auto") },
        ]}
      />
    </Row>
  );
}
