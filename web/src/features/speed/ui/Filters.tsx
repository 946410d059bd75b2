/** Period and filters, all kept in the address. */
import { NumberInput, Select } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useT } from "@/shared/i18n";
import { useDeskSearch, type DeskSearch } from "@/shared/search";
import { DateField } from "@/shared/ui/DateField";
import { useChannels } from "@/features/delivery";
import { useOperators, useTeams } from "@/features/workspaces";

type Set = (change: DeskSearch) => void;

export function Filters() {
  const navigate = useNavigate();
  const set: Set = (change) => void navigate({ to: "/speed", search: (old: DeskSearch) => ({ ...old, ...change }), replace: true });
  return (
    <>
      <Dates set={set} />
      <Whose set={set} />
      <How set={set} />
    </>
  );
}

function Dates({ set }: { set: Set }) {
  const t = useT();
  const { from = "", to = "" } = useDeskSearch();
  return (
    <>
      <DateField label={t("speed.from")} value={from} max={to} past onChange={(day) => set({ from: day || undefined })} />
      <DateField label={t("speed.to")} value={to} min={from} past onChange={(day) => set({ to: day || undefined })} />
    </>
  );
}

function Whose({ set }: { set: Set }) {
  const t = useT();
  const { channel = null, operator = null, team = null } = useDeskSearch();
  const channels = named(useChannels().data);
  const operators = named(useOperators().data);
  const teams = named(useTeams().data);
  return (
    <>
      <Select label={t("speed.channel")} clearable placeholder={t("speed.all_channels")} data={channels} value={channel} onChange={(value) => set({ channel: value ?? undefined })} />
      <Select label={t("speed.operator")} clearable placeholder={t("speed.all_operators")} data={operators} value={operator} onChange={(value) => set({ operator: value ?? undefined })} />
      <Select label={t("speed.team")} clearable placeholder={t("speed.all_teams")} data={teams} value={team} onChange={(value) => set({ team: value ?? undefined })} />
    </>
  );
}

function How({ set }: { set: Set }) {
  const t = useT();
  const { clock, target = "" } = useDeskSearch();
  const clocks = (["wall", "working"] as const).map((value) => ({ value, label: t(`speed.clock.${value}`) }));
  return (
    <>
      <Select label={t("speed.clock")} allowDeselect={false} data={clocks} value={clock === "working" ? clock : "wall"} onChange={(value) => set({ clock: value === "working" ? value : undefined })} />
      <NumberInput label={t("speed.target")} min={1} max={2_592_000} allowDecimal={false} placeholder="60" value={target} onChange={(value) => set({ target: value === "" ? undefined : String(value) })} />
    </>
  );
}

function named(items: { id: string; name: string }[] = []) {
  return items.map(({ id, name }) => ({ value: id, label: name }));
}
