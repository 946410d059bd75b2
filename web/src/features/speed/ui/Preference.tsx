/** Which channels customers choose, week by week: the share says what to open and what to close. */
import { useFormat } from "@/shared/format";
import { useT } from "@/shared/i18n";
import { Row } from "@/shared/ui/layout";
import { Section } from "@/shared/ui/Page";
import { Failure, SkeletonRows } from "@/shared/ui/states";
import { Table, type Column } from "@/shared/ui/Table";
import shared from "@/shared/ui/Figures.module.css";
import type { SpeedPreference } from "@/shared/api/types";
import { ChannelMark } from "@/features/delivery";
import { usePreference, type Narrow } from "@/features/speed/api/speed";

type Week = SpeedPreference["weeks"][number];
type Chosen = Week["channels"][number];

export function Preference({ narrow }: { narrow: Narrow }) {
  const t = useT();
  const query = usePreference(narrow);
  if (query.isPending) return <SkeletonRows rows={3} height={40} />;
  if (query.isLoadingError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  if (query.data.weeks.length === 0) return null;
  return (
    <Section title={t("speed.preference")} lead={t("speed.preference.lead")}>
      <Weeks weeks={query.data.weeks} />
    </Section>
  );
}

function Weeks({ weeks }: { weeks: Week[] }) {
  const t = useT();
  const format = useFormat();
  const columns: Column<Week>[] = [
    { key: "week", title: t("speed.preference.week"), main: true, cell: ({ week }) => format.date(`${week}T12:00:00`) },
    ...channelsOf(weeks).map(({ channel_id: id, name }): Column<Week> => ({ key: id, title: name, cell: ({ channels }) => <Cell chosen={channels.find(({ channel_id: one }) => one === id)} /> })),
    { key: "all", title: t("speed.preference.all"), align: "end", cell: ({ requests }) => format.number(requests) },
  ];
  return <Table caption={t("speed.preference")} rows={weeks} columns={columns} keyOf={({ week }) => week} />;
}

/** Every channel of the period, the most chosen first. */
function channelsOf(weeks: Week[]): Chosen[] {
  const sums = new Map<string, { channel: Chosen; requests: number }>();
  for (const channel of weeks.flatMap(({ channels }) => channels)) sums.set(channel.channel_id, { channel, requests: (sums.get(channel.channel_id)?.requests ?? 0) + channel.requests });
  return [...sums.values()].sort((one, other) => other.requests - one.requests).map(({ channel }) => channel);
}

function Cell({ chosen }: { chosen: Chosen | undefined }) {
  const t = useT();
  const format = useFormat();
  if (!chosen) return "–";
  return (
    <>
      <Row>
        <ChannelMark kind={chosen.kind} />
        {t("speed.preference.cell", { share: format.percent(chosen.share * 100), count: format.number(chosen.requests) })}
      </Row>
      <span className={shared.about}>{chosen.enough ? format.duration(chosen.median_seconds) : t("speed.not_enough")}</span>
    </>
  );
}
