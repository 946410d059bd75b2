import { Button, NumberInput, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { useT } from "@/shared/i18n";
import { Actions, Stack } from "@/shared/ui/layout";
import { Page } from "@/shared/ui/Page";
import { ErrorLine } from "@/shared/ui/states";
import { ZoneField } from "@/shared/ui/ZoneField";
import { useToasts } from "@/shared/ui/toasts";
import { useMe } from "@/features/workspaces/api/session";
import { useChangeWorkspace } from "@/features/workspaces/api/workspace";

/** `links`: what another room lets the company choose here. */
export function Company({ links }: { links?: React.ReactNode }) {
  const t = useT();
  const { workspace } = useMe();
  const { tell } = useToasts();
  const [form, setForm] = useState({ name: workspace.name, locale: workspace.locale, time_zone: workspace.time_zone, away_after_minutes: workspace.away_after_minutes, site_url: workspace.site_url, phone: workspace.phone, email: workspace.email, address: workspace.address });
  const change = useChangeWorkspace();
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    change.mutate(form, { onSuccess: () => tell(t("action.saved")) });
  };
  return (
    <Page title={t("settings.company")} lead={t("company.lead")} width="form">
      <form onSubmit={submit}>
        <Stack>
          <TextInput label={t("company.name")} description={t("company.name.help")} required maxLength={120} value={form.name} onChange={(event) => setForm({ ...form, name: event.currentTarget.value })} />
          <Select label={t("company.locale")} description={t("company.locale.help")} allowDeselect={false} data={[{ value: "ru", label: "Русский" }, { value: "en", label: "English" }]} value={form.locale} onChange={(locale) => locale && setForm({ ...form, locale })} />
          <ZoneField label={t("hours.zone")} description={t("company.zone.help")} value={form.time_zone} onChange={(zone) => setForm({ ...form, time_zone: zone })} />
          <NumberInput label={t("company.away_after")} description={t("company.away_after.help")} min={1} max={480} allowDecimal={false} value={form.away_after_minutes ?? ""} onChange={(minutes) => setForm({ ...form, away_after_minutes: Number(minutes) || null })} />
          <TextInput label={t("company.site")} description={t("company.reached.help")} type="url" placeholder="https://" maxLength={500} value={form.site_url} onChange={(event) => setForm({ ...form, site_url: event.currentTarget.value })} />
          <TextInput label={t("company.phone")} type="tel" maxLength={40} value={form.phone} onChange={(event) => setForm({ ...form, phone: event.currentTarget.value })} />
          <TextInput label={t("company.email")} type="email" maxLength={254} value={form.email} onChange={(event) => setForm({ ...form, email: event.currentTarget.value })} />
          <TextInput label={t("company.address")} maxLength={300} value={form.address} onChange={(event) => setForm({ ...form, address: event.currentTarget.value })} />
          <ErrorLine error={change.error} />
          <Actions>
            <Button type="submit" loading={change.isPending}>
              {t("action.save")}
            </Button>
          </Actions>
        </Stack>
      </form>
      {links}
    </Page>
  );
}
