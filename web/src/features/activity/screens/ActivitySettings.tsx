/** Attributes and events the company has seen: what they mean, what type they are, and forgetting them. */
import { Button, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { useFormat } from "@/shared/format";
import { useI18n, useT } from "@/shared/i18n";
import { Confirm } from "@/shared/ui/Confirm";
import { IconButton } from "@/shared/ui/IconButton";
import { Row } from "@/shared/ui/layout";
import { Page, Section } from "@/shared/ui/Page";
import { Failure, SkeletonRows } from "@/shared/ui/states";
import { Table } from "@/shared/ui/Table";
import { TimeAgo } from "@/shared/ui/TimeAgo";
import { useToasts } from "@/shared/ui/toasts";
import type { AttributeKnown } from "@/shared/api/types";
import { useMay } from "@/features/workspaces";
import { useAttributes, useFactNames, useName } from "@/features/activity/api/activity";
import { useFactWords } from "@/features/activity/ui/useFactWords";

const KINDS: AttributeKnown["kind"][] = ["text", "number", "date", "boolean", "list"];

export function ActivitySettings() {
  const t = useT();
  return (
    <Page title={t("settings.activity")} lead={t("settings.activity.about")}>
      <Section title={t("activity.attributes")} lead={t("activity.attributes.lead")}>
        <Attributes />
      </Section>
      <Section title={t("activity.events")} lead={t("activity.events.lead")}>
        <Events />
      </Section>
    </Page>
  );
}

function Attributes() {
  const { t, byCode } = useI18n();
  const format = useFormat();
  const query = useAttributes();
  const may = useMay("activity.write");
  const { save } = useName("attributes");
  const { tellError } = useToasts();
  if (query.isPending) return <SkeletonRows rows={3} />;
  if (query.isLoadingError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  if (query.data.length === 0) return <p>{t("activity.attributes.none")}</p>;
  const put = (row: AttributeKnown, part: { kind?: AttributeKnown["kind"]; description?: string }) => save.mutate({ name: row.name, kind: row.kind, description: row.description, ...part }, { onError: tellError });
  return (
    <Table
      caption={t("activity.attributes")}
      rows={[...query.data]}
      keyOf={({ name }) => name}
      columns={[
        { key: "name", title: t("card.attribute.name"), main: true, cell: ({ name }) => called(name, byCode("attribute", name) ?? name) },
        { key: "kind", title: t("activity.type"), cell: (row) => <Select w={140} size="xs" disabled={!may} allowDeselect={false} aria-label={t("activity.type_of", { name: row.name })} value={row.kind} data={KINDS.map((value) => ({ value, label: t(`attribute.kind.${value}`) }))} onChange={(kind) => kind && put(row, { kind: kind })} /> },
        { key: "about", title: t("activity.about"), cell: (row) => <Description name={row.name} value={row.description} editable={may} onSave={(description) => put(row, { description })} /> },
        { key: "people", title: t("rfm.count.people"), align: "end", cell: ({ people }) => format.number(people) },
        { key: "forget", title: "", align: "end", cell: ({ name }) => may && <Forget path="attributes" name={name} text={t("activity.forget.attribute", { name })} /> },
      ]}
    />
  );
}

function Events() {
  const { t } = useI18n();
  const format = useFormat();
  const words = useFactWords();
  const query = useFactNames();
  const may = useMay("activity.write");
  const { save } = useName("fact-names");
  const { tellError } = useToasts();
  if (query.isPending) return <SkeletonRows rows={3} />;
  if (query.isLoadingError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  if (query.data.length === 0) return <p>{t("activity.events.none")}</p>;
  return (
    <Table
      caption={t("activity.events")}
      rows={[...query.data]}
      keyOf={({ name }) => name}
      columns={[
        { key: "name", title: t("activity.event"), main: true, cell: ({ name }) => called(name, words(name)) },
        { key: "about", title: t("activity.about"), cell: (row) => <Description name={row.name} value={row.description} editable={may} onSave={(description) => save.mutate({ name: row.name, description }, { onError: tellError })} /> },
        { key: "count", title: t("activity.count"), align: "end", cell: ({ count }) => format.number(count) },
        { key: "last", title: t("activity.last"), align: "end", cell: ({ last_at: at }) => <TimeAgo at={at} /> },
        { key: "forget", title: "", align: "end", cell: ({ name }) => may && <Forget path="fact-names" name={name} text={t("activity.forget.event", { name })} /> },
      ]}
    />
  );
}

/** Its own words where it has them, with the name by which the API knows it. */
function called(name: string, words: string): string {
  return words === name ? name : `${words} · ${name}`;
}

function Description({ name, value, editable, onSave }: { name: string; value: string; editable: boolean; onSave: (description: string) => void }) {
  const t = useT();
  const [typed, setTyped] = useState(value);
  return (
    <Row>
      <TextInput size="xs" readOnly={!editable} maxLength={500} aria-label={t("activity.about_of", { name })} placeholder={t("activity.about.placeholder")} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />
      {typed !== value && (
        <Button size="xs" onClick={() => onSave(typed.trim())}>
          {t("action.save")}
        </Button>
      )}
    </Row>
  );
}

function Forget({ path, name, text }: { path: "fact-names" | "attributes"; name: string; text: string }) {
  const t = useT();
  const [asking, setAsking] = useState(false);
  const { forget } = useName(path);
  return (
    <>
      <IconButton icon="trash" label={t("activity.forget", { name })} onClick={() => setAsking(true)} />
      <Confirm opened={asking} title={t("activity.forget", { name })} text={text} action={t("activity.forget.action")} name={name} pending={forget.isPending} error={forget.error} onClose={() => setAsking(false)} onConfirm={() => forget.mutate(name, { onSuccess: () => setAsking(false) })} />
    </>
  );
}
