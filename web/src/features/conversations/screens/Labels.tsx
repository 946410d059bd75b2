/** Labels: the company's own words for sorting conversations. */
import { Button, Drawer, Radio, TextInput } from "@mantine/core";
import { useState } from "react";
import { useT } from "@/shared/i18n";
import { DeleteButton } from "@/shared/ui/DeleteButton";
import { IconButton } from "@/shared/ui/IconButton";
import { Actions, Row, Stack } from "@/shared/ui/layout";
import { Page } from "@/shared/ui/Page";
import { Empty, ErrorLine, Failure, SkeletonRows } from "@/shared/ui/states";
import { Table } from "@/shared/ui/Table";
import type { Label } from "@/shared/api/types";
import { useDeleteLabel, useLabels, useSaveLabel, type LabelForm } from "@/features/conversations/api/labels";
import { LabelDot } from "@/features/conversations/ui/Marks";
import { useMay } from "@/features/workspaces";

const COLOURS: Label["colour"][] = ["grey", "red", "orange", "yellow", "green", "teal", "blue", "violet"];
const NEW: LabelForm = { name: "", colour: "grey" };

export function Labels() {
  const t = useT();
  const query = useLabels();
  const mayWrite = useMay("labels.write");
  const [edited, setEdited] = useState<LabelForm | null>(null);
  const add = mayWrite && <Button onClick={() => setEdited(NEW)}>{t("labels.add")}</Button>;
  return (
    <Page title={t("settings.labels")} lead={t("labels.lead")} action={add}>
      {query.isPending ? (
        <SkeletonRows />
      ) : query.isLoadingError ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : query.data.length === 0 ? (
        <Empty icon="pin" title={t("labels.empty")} text={t("labels.empty.text")} action={add} />
      ) : (
        <Table
          caption={t("settings.labels")}
          rows={query.data}
          keyOf={({ id }) => id}
          columns={[
            { key: "name", title: t("labels.name"), main: true, cell: ({ name, colour }) => <Row><LabelDot colour={colour} />{name}</Row> },
            { key: "act", title: "", align: "end", cell: (label) => mayWrite && <IconButton icon="edit" label={t("action.edit")} onClick={() => setEdited(label)} /> },
          ]}
        />
      )}
      <Drawer opened={edited !== null} onClose={() => setEdited(null)} position="right" size={400} title={edited?.id ? t("labels.edit") : t("labels.add")} closeButtonProps={{ "aria-label": t("action.close") }}>
        {edited && <Form key={edited.id ?? "new"} initial={edited} onDone={() => setEdited(null)} />}
      </Drawer>
    </Page>
  );
}

function Form({ initial, onDone }: { initial: LabelForm; onDone: () => void }) {
  const t = useT();
  const [form, setForm] = useState(initial);
  const save = useSaveLabel();
  const remove = useDeleteLabel();
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    save.mutate({ ...form, name: form.name.trim() }, { onSuccess: onDone });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput label={t("labels.name")} required maxLength={60} value={form.name} onChange={(event) => setForm({ ...form, name: event.currentTarget.value })} data-autofocus />
        <Radio.Group label={t("labels.colour")} value={form.colour} onChange={(colour) => setForm({ ...form, colour })}>
          <Stack gap={2}>
            {COLOURS.map((colour) => (
              <Radio key={colour} value={colour} label={<Row><LabelDot colour={colour} />{t(`colour.${colour}`)}</Row>} />
            ))}
          </Stack>
        </Radio.Group>
        <ErrorLine error={save.error} />
        <Actions>
          {form.id && <DeleteButton id={form.id} title={t("labels.delete", { name: initial.name })} text={t("labels.delete.text")} remove={remove} onDone={onDone} />}
          <Button type="submit" loading={save.isPending} disabled={!form.name.trim()}>
            {t("action.save")}
          </Button>
        </Actions>
      </Stack>
    </form>
  );
}
