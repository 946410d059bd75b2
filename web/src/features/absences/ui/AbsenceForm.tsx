/** Plan an absence, or prolong one: who, from when to when, who covers, what customers are told. */
import { Button, Select, Switch, Textarea } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { useI18n } from "@/shared/i18n";
import { Actions, Stack } from "@/shared/ui/layout";
import { ErrorLine, SkeletonRows } from "@/shared/ui/states";
import type { Absence } from "@/shared/api/types";
import { useSaveAbsence, type AbsenceDraft } from "@/features/absences/api/absences";
import { useOperators, useTeams } from "@/features/workspaces";

const DateTimeField = lazy(() => import("@/shared/ui/DateTimeField").then(({ DateTimeField: component }) => ({ default: component })));
const KINDS: Absence["kind"][] = ["holiday", "illness", "other"];

interface Props {
  initial: AbsenceDraft;
  begun: boolean;
  own: boolean;
  onDone: () => void;
}

export function AbsenceForm({ initial, begun, own, onDone }: Props) {
  const { t, byCode } = useI18n();
  const [form, setForm] = useState(initial);
  const save = useSaveAbsence(own);
  const set = (change: Partial<AbsenceDraft>) => setForm((old) => ({ ...old, ...change }));
  const people = (useOperators().data ?? []).filter(({ deactivated_at: gone }) => !gone).map(({ id, name }) => ({ value: id, label: name }));
  const ready = form.operator_id && form.starts_at && form.ends_at && (form.deputy_operator_id ?? form.deputy_team_id);
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    save.mutate({ ...form, begun }, { onSuccess: onDone });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        {!own && <Select label={t("absences.who")} required searchable disabled={Boolean(form.id)} data={people} value={form.operator_id || null} onChange={(id) => id && set({ operator_id: id })} />}
        <Select label={t("absences.kind")} description={t("absences.kind.help")} allowDeselect={false} data={KINDS.map((kind) => ({ value: kind, label: byCode("absences.kind", kind) ?? kind }))} value={form.kind} onChange={(kind) => kind && set({ kind: kind })} />
        <Suspense fallback={<SkeletonRows rows={2} />}>
          <DateTimeField label={t("absences.from")} required disabled={begun} value={form.starts_at ? new Date(form.starts_at) : null} onChange={(at) => set({ starts_at: at?.toISOString() ?? "" })} />
          <DateTimeField label={t("absences.to")} required min={new Date()} value={form.ends_at ? new Date(form.ends_at) : null} onChange={(at) => set({ ends_at: at?.toISOString() ?? "" })} />
        </Suspense>
        <Deputy form={form} people={people} set={set} />
        <Switch label={t("absences.copies")} description={t("absences.copies.help")} checked={form.copies} onChange={(event) => set({ copies: event.currentTarget.checked })} />
        <Textarea label={t("absences.text_ru")} description={t("absences.text.help")} autosize minRows={2} maxLength={1000} value={form.text_ru} onChange={(event) => set({ text_ru: event.currentTarget.value })} />
        <Textarea label={t("absences.text_en")} autosize minRows={2} maxLength={1000} value={form.text_en} onChange={(event) => set({ text_en: event.currentTarget.value })} />
        <ErrorLine error={save.error} />
        <Actions>
          <Button type="submit" disabled={!ready} loading={save.isPending}>
            {t("action.save")}
          </Button>
        </Actions>
      </Stack>
    </form>
  );
}

interface DeputyProps {
  form: AbsenceDraft;
  people: { value: string; label: string }[];
  set: (change: Partial<AbsenceDraft>) => void;
}

function Deputy({ form, people, set }: DeputyProps) {
  const { t } = useI18n();
  const teams = useTeams().data ?? [];
  const others = people.filter(({ value }) => value !== form.operator_id);
  const choose = (value: string | null) => {
    const team = teams.some(({ id }) => id === value);
    set({ deputy_operator_id: team ? null : value, deputy_team_id: team ? value : null });
  };
  return (
    <Select
      label={t("absences.deputy")}
      description={t("absences.deputy.help")}
      required
      searchable
      data={[
        { group: t("people.operators"), items: others },
        { group: t("people.teams"), items: teams.map(({ id, name }) => ({ value: id, label: name })) },
      ]}
      value={form.deputy_operator_id ?? form.deputy_team_id}
      onChange={choose}
    />
  );
}
