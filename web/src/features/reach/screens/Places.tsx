/** Shops of the company: near them its application tells that somebody came. */
import { Button, Drawer, NumberInput, TextInput } from "@mantine/core";
import { useState } from "react";
import { useDeletePlace, usePlaces, useSavePlace, type PlaceForm } from "@/features/reach/api/places";
import { readCoordinates, sayCoordinates } from "@/features/reach/coordinates";
import { useMay } from "@/features/workspaces";
import { useFormat } from "@/shared/format";
import { useT } from "@/shared/i18n";
import { DeleteButton } from "@/shared/ui/DeleteButton";
import { IconButton } from "@/shared/ui/IconButton";
import { Actions, Stack } from "@/shared/ui/layout";
import { Page } from "@/shared/ui/Page";
import { Empty, ErrorLine, Failure, SkeletonRows } from "@/shared/ui/states";
import { Table } from "@/shared/ui/Table";

const RADIUS = { min: 100, max: 5000, step: 50, usual: 300 };
const NEW: PlaceForm = { name: "", address: "", latitude: 0, longitude: 0, radius_meters: RADIUS.usual };

export function Places() {
  const t = useT();
  const format = useFormat();
  const query = usePlaces();
  const mayWrite = useMay("reach.write");
  const [edited, setEdited] = useState<PlaceForm | null>(null);
  const add = mayWrite && <Button onClick={() => setEdited(NEW)}>{t("places.add")}</Button>;
  return (
    <Page title={t("settings.places")} lead={t("places.lead")} action={add}>
      {query.isPending ? (
        <SkeletonRows />
      ) : query.isLoadingError ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : query.data.length === 0 ? (
        <Empty icon="pin" title={t("places.empty")} text={t("places.empty.text")} action={add} />
      ) : (
        <Table
          caption={t("settings.places")}
          rows={query.data}
          keyOf={({ id }) => id}
          columns={[
            { key: "name", title: t("places.name"), main: true, cell: ({ name }) => name },
            { key: "address", title: t("places.address"), cell: ({ address }) => address },
            { key: "where", title: t("places.coordinates"), cell: (place) => sayCoordinates(place) },
            { key: "radius", title: t("places.radius"), align: "end", cell: ({ radius_meters }) => t("places.meters", { n: format.number(radius_meters) }) },
            { key: "act", title: "", align: "end", cell: (place) => mayWrite && <IconButton icon="edit" label={t("places.edit.of", { name: place.name })} onClick={() => setEdited(place)} /> },
          ]}
        />
      )}
      <Drawer opened={edited !== null} onClose={() => setEdited(null)} position="right" size={440} title={edited?.id ? t("places.edit") : t("places.add")} closeButtonProps={{ "aria-label": t("action.close") }}>
        {edited && <Form key={edited.id ?? "new"} initial={edited} onDone={() => setEdited(null)} />}
      </Drawer>
    </Page>
  );
}

function Form({ initial, onDone }: { initial: PlaceForm; onDone: () => void }) {
  const t = useT();
  const [form, setForm] = useState(initial);
  const [typed, setTyped] = useState(initial.id ? sayCoordinates(initial) : "");
  const save = useSavePlace();
  const remove = useDeletePlace();
  const found = readCoordinates(typed);
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    if (found) save.mutate({ ...form, ...found, name: form.name.trim(), address: form.address.trim() }, { onSuccess: onDone });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput label={t("places.name")} required maxLength={100} value={form.name} onChange={(event) => setForm({ ...form, name: event.currentTarget.value })} data-autofocus />
        <TextInput label={t("places.address")} maxLength={300} value={form.address} onChange={(event) => setForm({ ...form, address: event.currentTarget.value })} />
        <TextInput label={t("places.coordinates")} description={t("places.coordinates.about")} placeholder="55.7520, 37.5975" required maxLength={60} value={typed} error={typed.trim() && !found ? t("places.coordinates.wrong") : undefined} onChange={(event) => setTyped(event.currentTarget.value)} />
        <NumberInput label={t("places.radius.meters")} description={t("places.radius.about")} required min={RADIUS.min} max={RADIUS.max} step={RADIUS.step} allowDecimal={false} clampBehavior="blur" value={form.radius_meters} onChange={(value) => setForm({ ...form, radius_meters: Number(value) || RADIUS.min })} />
        <ErrorLine error={save.error} />
        <Actions>
          {form.id && <DeleteButton id={form.id} title={t("places.delete", { name: initial.name })} text={t("places.delete.text")} remove={remove} onDone={onDone} />}
          <Button type="submit" loading={save.isPending} disabled={!form.name.trim() || !found}>
            {t("action.save")}
          </Button>
        </Actions>
      </Stack>
    </form>
  );
}
