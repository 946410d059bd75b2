/** What the company writes for, and the words people agree to; new words make the next version. */
import { Button, Drawer, Select, Switch, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Purpose } from "@/shared/api/types";
import { useFormat } from "@/shared/format";
import { useI18n, useT } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/IconButton";
import { Actions, Stack } from "@/shared/ui/layout";
import { Page } from "@/shared/ui/Page";
import { Empty, ErrorLine, Failure, SkeletonRows } from "@/shared/ui/states";
import { Table } from "@/shared/ui/Table";
import { usePurposes, useSavePurpose, type PurposeForm } from "@/features/consents/api/consents";
import { useMay } from "@/features/workspaces";
import classes from "@/features/consents/ui/Consents.module.css";

const BASES: Purpose["basis"][] = ["consent", "legitimate_interest", "contract", "legal_duty"];
const NEW: PurposeForm = { code: "", name_ru: "", name_en: "", basis: "consent", text_ru: "", text_en: "", archived: false };

export function Purposes() {
  const { t, locale } = useI18n();
  const query = usePurposes();
  const mayWrite = useMay("consents.manage");
  const [edited, setEdited] = useState<{ form: PurposeForm; purpose: Purpose | undefined } | null>(null);
  const add = mayWrite && <Button onClick={() => setEdited({ form: NEW, purpose: undefined })}>{t("purposes.add")}</Button>;
  return (
    <Page title={t("settings.purposes")} lead={t("purposes.lead")} action={add}>
      {query.isPending ? (
        <SkeletonRows />
      ) : query.isLoadingError ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : query.data.length === 0 ? (
        <Empty icon="check" title={t("purposes.empty")} text={t("purposes.empty.text")} action={add} />
      ) : (
        <Table
          caption={t("settings.purposes")}
          rows={query.data}
          keyOf={({ id }) => id}
          columns={[
            { key: "name", title: t("purposes.name"), main: true, cell: (one) => <span>{locale === "ru" ? one.name_ru : one.name_en}{one.archived && ` (${t("purposes.archived")})`}</span> },
            { key: "basis", title: t("purposes.basis"), cell: ({ basis }) => t(`purposes.basis.${basis}`) },
            { key: "wording", title: t("purposes.wording"), cell: ({ basis, wordings: [last] }) => (last ? t("purposes.version", { version: last.version }) : t(basis === "consent" ? "purposes.unworded" : "purposes.unneeded")) },
            { key: "act", title: "", align: "end", cell: (one) => mayWrite && <IconButton icon="edit" label={t("purposes.edit.of", { name: locale === "ru" ? one.name_ru : one.name_en })} onClick={() => setEdited({ form: formOf(one), purpose: one })} /> },
          ]}
        />
      )}
      <Drawer opened={edited !== null} onClose={() => setEdited(null)} position="right" size={520} title={edited?.form.id ? t("purposes.edit") : t("purposes.add")} closeButtonProps={{ "aria-label": t("action.close") }}>
        {edited && <Form key={edited.form.id ?? "new"} initial={edited.form} purpose={edited.purpose} onDone={() => setEdited(null)} />}
      </Drawer>
    </Page>
  );
}

function formOf({ id, code, name_ru, name_en, basis, archived, wordings: [last] }: Purpose): PurposeForm {
  return { id, code, name_ru, name_en, basis, archived, text_ru: last?.text_ru ?? "", text_en: last?.text_en ?? "" };
}

function Form({ initial, purpose, onDone }: { initial: PurposeForm; purpose: Purpose | undefined; onDone: () => void }) {
  const t = useT();
  const [form, setForm] = useState(initial);
  const save = useSavePurpose();
  const change = (part: Partial<PurposeForm>) => setForm((old) => ({ ...old, ...part }));
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    save.mutate(form, { onSuccess: onDone });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput label={t("purposes.name_ru")} required maxLength={100} value={form.name_ru} onChange={(event) => change({ name_ru: event.currentTarget.value })} data-autofocus />
        <TextInput label={t("purposes.name_en")} required maxLength={100} value={form.name_en} onChange={(event) => change({ name_en: event.currentTarget.value })} />
        {!form.id && (
          <>
            <TextInput label={t("purposes.code")} description={t("purposes.code.about")} required maxLength={40} pattern="[a-z][a-z0-9_]*" value={form.code} onChange={(event) => change({ code: event.currentTarget.value })} />
            <Select label={t("purposes.basis")} description={t("purposes.basis.about")} allowDeselect={false} value={form.basis} data={BASES.map((value) => ({ value, label: t(`purposes.basis.${value}`) }))} onChange={(value) => change({ basis: BASES.find((one) => one === value) ?? "consent" })} />
          </>
        )}
        <Textarea label={t("purposes.text_ru")} description={t("purposes.text.about")} autosize minRows={3} maxLength={4000} value={form.text_ru} onChange={(event) => change({ text_ru: event.currentTarget.value })} />
        <Textarea label={t("purposes.text_en")} autosize minRows={3} maxLength={4000} value={form.text_en} onChange={(event) => change({ text_en: event.currentTarget.value })} />
        {form.id && <Switch label={t("purposes.archive")} description={t("purposes.archive.about")} checked={form.archived} onChange={(event) => change({ archived: event.currentTarget.checked })} />}
        {purpose && <Versions purpose={purpose} />}
        <ErrorLine error={save.error} />
        <Actions>
          <Button type="submit" loading={save.isPending}>
            {t("action.save")}
          </Button>
        </Actions>
      </Stack>
    </form>
  );
}

function Versions({ purpose }: { purpose: Purpose }) {
  const { t, locale } = useI18n();
  const format = useFormat();
  if (purpose.wordings.length < 2) return null;
  return (
    <details className={classes.history}>
      <summary>{t("purposes.versions")}</summary>
      <ol className={classes.lines}>
        {purpose.wordings.map(({ version, text_ru, text_en, created_at }) => (
          <li key={version}>
            {t("purposes.version", { version })}
            <small>{format.date(created_at)}</small>
            <q>{locale === "ru" ? text_ru || text_en : text_en || text_ru}</q>
          </li>
        ))}
      </ol>
    </details>
  );
}
