/** Everybody a file named, put on a list that is there or on a new one. */
import { Button, Modal, Select, TextInput } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useFormat } from "@/shared/format";
import { useT } from "@/shared/i18n";
import { Actions, Stack } from "@/shared/ui/layout";
import { ErrorLine } from "@/shared/ui/states";
import { useImportToList, useSegments } from "@/features/segments/api/segments";

const NEW = "new";
const NAME_MAX = 120;

interface Props {
  importId: string;
  fileName: string;
  onClose: () => void;
}

export default function ImportToList({ importId, fileName, onClose }: Props) {
  const t = useT();
  const put = useImportToList(importId);
  return (
    <Modal opened onClose={onClose} title={t("imports.list.title")} centered closeButtonProps={{ "aria-label": t("action.close") }}>
      {put.data ? <Done {...put.data} onClose={onClose} /> : <Form fileName={fileName} put={put} onClose={onClose} />}
    </Modal>
  );
}

function Form({ fileName, put, onClose }: { fileName: string; put: ReturnType<typeof useImportToList>; onClose: () => void }) {
  const t = useT();
  const lists = (useSegments().data ?? []).filter(({ kind }) => kind === "list");
  const [chosen, setChosen] = useState(NEW);
  const [name, setName] = useState(fileName.replace(/\.[^.]+$/u, "").slice(0, NAME_MAX));
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    put.mutate({ listId: chosen === NEW ? null : chosen, name: name.trim() });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <p>{t("imports.list.text")}</p>
        <Select label={t("imports.list.which")} allowDeselect={false} value={chosen} data={[{ value: NEW, label: t("imports.list.new") }, ...lists.map(({ id, name: title }) => ({ value: id, label: title }))]} onChange={(value) => setChosen(value ?? NEW)} />
        {chosen === NEW && <TextInput label={t("imports.list.name")} required maxLength={NAME_MAX} value={name} onChange={(event) => setName(event.currentTarget.value)} />}
        <ErrorLine error={put.error} />
        <Actions>
          <Button variant="default" onClick={onClose}>
            {t("action.cancel")}
          </Button>
          <Button type="submit" loading={put.isPending} disabled={chosen === NEW && !name.trim()}>
            {t("segments.list.put")}
          </Button>
        </Actions>
      </Stack>
    </form>
  );
}

function Done({ id, added, already, onClose }: { id: string; added: number; already: number; onClose: () => void }) {
  const t = useT();
  const format = useFormat();
  return (
    <Stack>
      <p role="status">{t("segments.list.added", { count: added, number: format.number(added), already })}</p>
      <Actions>
        <Button variant="default" onClick={onClose}>
          {t("action.done")}
        </Button>
        <Button component={Link} to="/segments/$segmentId" params={{ segmentId: id } as never}>
          {t("imports.list.open")}
        </Button>
      </Actions>
    </Stack>
  );
}
