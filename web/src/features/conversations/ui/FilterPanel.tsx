/** Narrows the list and the search, and keeps what was narrowed as a view. */
import { Button, Checkbox, Drawer, Select, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { useT } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/IconButton";
import { Actions, Row, Stack } from "@/shared/ui/layout";
import { ErrorLine } from "@/shared/ui/states";
import { useToasts } from "@/shared/ui/toasts";
import type { SavedView } from "@/shared/api/types";
import { useDeskSearch, type DeskSearch } from "@/shared/search";
import { useLabels } from "@/features/conversations/api/labels";
import { SEARCH_MIN } from "@/features/conversations/api/search";
import { useCreateView, useDeleteView, useOrderViews, useRenameView, useSavedViews } from "@/features/conversations/api/views";
import { filterOf, narrowing, UNNARROWED } from "@/features/conversations/filters";
import { useChannels } from "@/features/delivery";
import { useMay, useOperators, useTeams } from "@/features/workspaces";

const DateTimeField = lazy(() => import("@/shared/ui/DateTimeField").then(({ DateTimeField: component }) => ({ default: component })));

export function FilterPanel({ onClose }: { onClose: () => void }) {
  const t = useT();
  const navigate = useNavigate();
  const search = useDeskSearch();
  const set = (change: DeskSearch) => void navigate({ to: ".", search: (old: DeskSearch) => ({ ...old, ...change }), replace: true });
  return (
    <Drawer opened onClose={onClose} position="right" size={400} title={t("filter.title")} closeButtonProps={{ "aria-label": t("action.close") }}>
      <Stack>
        <Places search={search} set={set} />
        {(search.q ?? "").length >= SEARCH_MIN ? <SearchOnly search={search} set={set} /> : <Priorities search={search} set={set} />}
        <Actions>
          <Button variant="default" disabled={narrowing(search) === 0} onClick={() => set(UNNARROWED)}>
            {t("filter.clear")}
          </Button>
        </Actions>
        <SaveView search={search} />
        <OwnViews />
      </Stack>
    </Drawer>
  );
}

interface Part {
  search: DeskSearch;
  set: (change: DeskSearch) => void;
}

function Places({ search, set }: Part) {
  const t = useT();
  const optionsOf = (items: { id: string; name: string }[] | undefined) => (items ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const any = { clearable: true, searchable: true, placeholder: t("filter.any") };
  return (
    <>
      <Select {...any} label={t("filter.channel")} data={optionsOf(useChannels().data)} value={search.channel ?? null} onChange={(channel) => set({ channel: channel ?? undefined })} />
      <Select {...any} label={t("filter.team")} data={optionsOf(useTeams().data)} value={search.team ?? null} onChange={(team) => set({ team: team ?? undefined })} />
      <Select {...any} label={t("filter.operator")} data={optionsOf(useOperators().data)} value={search.assignee ?? null} onChange={(assignee) => set({ assignee: assignee ?? undefined })} />
      <Select {...any} label={t("filter.label")} data={optionsOf(useLabels().data)} value={search.label ?? null} onChange={(label) => set({ label: label ?? undefined })} />
    </>
  );
}

function Priorities({ search, set }: Part) {
  const t = useT();
  const data = (["urgent", "high", "normal", "low"] as const).map((value) => ({ value, label: t(`priority.${value}`) }));
  return <Select clearable label={t("filter.priority")} placeholder={t("filter.any")} data={data} value={search.priority ?? null} onChange={(priority) => set({ priority: priority ?? undefined })} />;
}

function SearchOnly({ search, set }: Part) {
  const t = useT();
  const data = (["in", "out", "none"] as const).map((value) => ({ value, label: t(`filter.direction.${value}`) }));
  const moment = (at: string | undefined) => (at ? new Date(at) : null);
  return (
    <>
      <Select clearable label={t("filter.direction")} placeholder={t("filter.any")} data={data} value={search.direction ?? null} onChange={(direction) => set({ direction: direction ?? undefined })} />
      <Checkbox label={t("filter.files")} checked={search.files ?? false} onChange={(event) => set({ files: event.currentTarget.checked || undefined })} />
      <Suspense>
        <DateTimeField label={t("filter.since")} value={moment(search.from)} onChange={(at) => set({ from: at?.toISOString() })} />
        <DateTimeField label={t("filter.until")} value={moment(search.to)} onChange={(at) => set({ to: at?.toISOString() })} />
      </Suspense>
    </>
  );
}

function SaveView({ search }: { search: DeskSearch }) {
  const t = useT();
  const { tell } = useToasts();
  const mayShare = useMay("views.write");
  const create = useCreateView();
  const [name, setName] = useState("");
  const [shared, setShared] = useState(false);
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    const saved = () => {
      tell(t("views.saved"));
      setName("");
    };
    create.mutate({ name: name.trim(), shared, filter: filterOf(search) }, { onSuccess: saved });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap={2}>
        <TextInput label={t("views.name")} description={t("views.name.help")} required maxLength={60} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        {mayShare && <Checkbox label={t("views.shared")} checked={shared} onChange={(event) => setShared(event.currentTarget.checked)} />}
        <ErrorLine error={create.error} />
        <Actions>
          <Button type="submit" disabled={!name.trim()} loading={create.isPending}>
            {t("views.save")}
          </Button>
        </Actions>
      </Stack>
    </form>
  );
}

/** The views this person may change: renamed, moved, deleted. */
function OwnViews() {
  const t = useT();
  const mayShare = useMay("views.write");
  const views = (useSavedViews().data ?? []).filter(({ shared }) => mayShare || !shared);
  if (views.length === 0) return null;
  return (
    <section aria-label={t("views.own")}>
      <h3>{t("views.own")}</h3>
      <Stack gap={2}>
        {views.map((view) => (
          <OwnView key={view.id} view={view} peers={views.filter(({ shared }) => shared === view.shared)} />
        ))}
      </Stack>
    </section>
  );
}

function OwnView({ view, peers }: { view: SavedView; peers: SavedView[] }) {
  const t = useT();
  const { tellError } = useToasts();
  const [name, setName] = useState(view.name);
  const rename = useRenameView();
  const remove = useDeleteView();
  const order = useOrderViews();
  const place = peers.indexOf(view);
  const rise = () => order.mutate(peers.map(({ id }) => id).with(place, peers[place - 1]?.id ?? view.id).with(place - 1, view.id), { onError: tellError });
  const keep = () => {
    if (name.trim() && name !== view.name) rename.mutate({ id: view.id, name: name.trim() }, { onError: tellError });
  };
  return (
    <Row>
      <TextInput flex={1} aria-label={t("views.name")} maxLength={60} value={name} onChange={(event) => setName(event.currentTarget.value)} onBlur={keep} />
      {place > 0 && <IconButton icon="up" label={t("views.rise", { name: view.name })} onClick={rise} />}
      <IconButton icon="trash" label={t("views.delete", { name: view.name })} onClick={() => remove.mutate(view.id, { onError: tellError })} />
    </Row>
  );
}
