/** How the median of the first response changed by day, week or month, with the table it is drawn from. */
import { SegmentedControl } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useFormat, type Format } from "@/shared/format";
import { useT } from "@/shared/i18n";
import { useDeskSearch, type DeskSearch } from "@/shared/search";
import { Section } from "@/shared/ui/Page";
import { Failure, SkeletonRows } from "@/shared/ui/states";
import { Table, type Column } from "@/shared/ui/Table";
import shared from "@/shared/ui/Figures.module.css";
import type { SpeedGroup } from "@/shared/api/types";
import { useBreakdown, type Narrow } from "@/features/speed/api/speed";
import { median, p90 } from "@/features/speed/ui/Figure";
import { drawn, HEIGHT, WIDTH } from "@/features/speed/trend";
import classes from "@/features/speed/ui/Speed.module.css";

const STEPS = ["day", "week", "month"] as const;

export function Trend({ narrow }: { narrow: Narrow }) {
  const t = useT();
  const { step: told } = useDeskSearch();
  const navigate = useNavigate();
  const step = STEPS.find((one) => one === told) ?? "day";
  const query = useBreakdown(narrow, step);
  const choose = (value: string) => void navigate({ to: "/speed", search: (old: DeskSearch) => ({ ...old, step: value }), replace: true });
  const tool = <SegmentedControl size="xs" aria-label={t("speed.step")} value={step} onChange={choose} data={STEPS.map((value) => ({ value, label: t(`speed.step.${value}`) }))} />;
  return (
    <Section title={t("speed.trend")} lead={t("speed.trend.lead")} action={tool}>
      {query.isPending ? <SkeletonRows rows={1} height={HEIGHT} /> : query.isLoadingError ? <Failure error={query.error} retry={() => void query.refetch()} /> : <Drawn groups={query.data.groups} />}
    </Section>
  );
}

function Drawn({ groups }: { groups: SpeedGroup[] }) {
  const t = useT();
  const format = useFormat();
  const { points, top } = drawn(groups);
  const day = (key: string) => format.date(`${key}T12:00:00`);
  return (
    <>
      {points.length === 0 && <p className={shared.about}>{t("speed.not_enough")}</p>}
      {points.length > 0 && (
        <svg className={classes.trend} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={t("speed.trend")}>
          <polyline points={points.map(({ x, y }) => `${x},${y}`).join(" ")} className={classes.trendLine} vectorEffect="non-scaling-stroke" />
          {points.map(({ key, x, y, seconds }) => (
            <g key={key}>
              <title>{`${day(key)}: ${format.duration(seconds)}`}</title>
              <line x1={x} x2={x} y1={HEIGHT} y2={y} className={classes.trendStem} vectorEffect="non-scaling-stroke" />
            </g>
          ))}
        </svg>
      )}
      {points.length > 0 && (
        <p className={classes.axis}>
          <span>{day(points[0]?.key ?? "")}</span>
          <span>{format.duration(top)}</span>
          <span>{day(points.at(-1)?.key ?? "")}</span>
        </p>
      )}
      <details className={classes.behind}>
        <summary>{t("speed.as_table")}</summary>
        <Table caption={t("speed.trend")} rows={groups} columns={columns(t, format, day)} keyOf={({ key }) => key} />
      </details>
    </>
  );
}

function columns(t: ReturnType<typeof useT>, format: Format, day: (key: string) => string): Column<SpeedGroup>[] {
  return [
    { key: "when", title: t("speed.period"), main: true, cell: ({ key }) => day(key) },
    { key: "first", title: t("speed.first.median"), align: "end", cell: ({ first }) => median(first, format, t) },
    { key: "first90", title: t("speed.p90.short"), align: "end", cell: ({ first }) => p90(first, format) },
    { key: "any", title: t("speed.any.median"), align: "end", cell: ({ any }) => median(any, format, t) },
    { key: "count", title: t("speed.count"), align: "end", cell: ({ any }) => format.number(any.count) },
  ];
}
