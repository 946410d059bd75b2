/** How fast customers are answered: figures first, then by channel and by operator; every figure opens its answers. */
import { Select, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useFormat } from "@/shared/format";
import { useT } from "@/shared/i18n";
import { useDeskSearch, type DeskSearch } from "@/shared/search";
import { Page } from "@/shared/ui/Page";
import { Empty, Failure, SkeletonRows } from "@/shared/ui/states";
import type { Speed as SpeedFigures } from "@/shared/api/types";
import { useSpeed, type Period } from "@/features/speed/api/speed";
import { Breakdown } from "@/features/speed/ui/Breakdown";
import { Figure } from "@/features/speed/ui/Figure";
import { ResponsesPanel } from "@/features/speed/ui/ResponsesPanel";
import { useChannels } from "@/features/delivery";
import { useOperators } from "@/features/workspaces";
import classes from "@/features/speed/ui/Speed.module.css";

export function Speed() {
  const t = useT();
  const { from, to, channel, operator } = useDeskSearch();
  const period: Period = { from, to, channel_id: channel, operator_id: operator };
  const speed = useSpeed(period);
  return (
    <Page title={t("nav.speed")} lead={t("speed.lead")} tools={<Filters />}>
      {speed.isPending ? (
        <SkeletonRows rows={5} height={88} />
      ) : speed.isError ? (
        <Failure error={speed.error} retry={() => void speed.refetch()} />
      ) : (
        <Figures speed={speed.data} />
      )}
      <ResponsesPanel period={period} />
    </Page>
  );
}

function Figures({ speed }: { speed: SpeedFigures }) {
  const t = useT();
  if (speed.any.all.count === 0 && speed.waiting_now.count === 0) return <Empty icon="speed" title={t("speed.empty")} text={t("speed.empty.text")} />;
  return (
    <>
      <div className={classes.figures}>
        <Figure title={t("speed.first")} split={speed.first} kind="first" />
        <Figure title={t("speed.any")} split={speed.any} kind="any" />
        <WaitingNow {...speed.waiting_now} />
      </div>
      <Breakdown title={t("speed.by_channel")} rows={speed.by_channel.map((row) => ({ ...row, id: row.channel_id, search: { channel: row.channel_id } }))} />
      <Breakdown title={t("speed.by_operator")} rows={speed.by_operator.map((row) => ({ ...row, id: row.operator_id, search: { operator: row.operator_id } }))} />
    </>
  );
}

function WaitingNow({ count, longest_seconds: longest }: SpeedFigures["waiting_now"]) {
  const t = useT();
  const format = useFormat();
  const navigate = useNavigate();
  return (
    <button type="button" className={classes.figure} onClick={() => void navigate({ to: "/inbox", search: { view: "waiting" } })}>
      <span className={classes.figureTitle}>{t("speed.waiting")}</span>
      <span className={classes.value} data-tone={count > 0 ? "soon" : "kept"}>
        {format.number(count)}
      </span>
      <span className={classes.about}>{longest === null ? t("speed.waiting.none") : t("speed.waiting.longest", { duration: format.duration(longest) })}</span>
    </button>
  );
}

function Filters() {
  const t = useT();
  const navigate = useNavigate();
  const { from = "", to = "", channel, operator } = useDeskSearch();
  const channels = useChannels().data ?? [];
  const operators = useOperators().data ?? [];
  const set = (change: DeskSearch) => void navigate({ to: "/speed", search: (old: DeskSearch) => ({ ...old, ...change }), replace: true });
  return (
    <>
      <TextInput type="date" label={t("speed.from")} value={from} max={to || undefined} onChange={(event) => set({ from: event.currentTarget.value || undefined })} />
      <TextInput type="date" label={t("speed.to")} value={to} min={from || undefined} onChange={(event) => set({ to: event.currentTarget.value || undefined })} />
      <Select label={t("speed.channel")} clearable placeholder={t("speed.all_channels")} data={channels.map(({ id, name }) => ({ value: id, label: name }))} value={channel ?? null} onChange={(value) => set({ channel: value ?? undefined })} />
      <Select label={t("speed.operator")} clearable placeholder={t("speed.all_operators")} data={operators.map(({ id, name }) => ({ value: id, label: name }))} value={operator ?? null} onChange={(value) => set({ operator: value ?? undefined })} />
    </>
  );
}
