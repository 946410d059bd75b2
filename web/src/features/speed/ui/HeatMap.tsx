/** The week by hours: darker is slower. A cell opens its answers; the same as a table for whoever hears the screen. */
import { Link } from "@tanstack/react-router";
import { useFormat } from "@/shared/format";
import { zoneName } from "@/shared/format/zones";
import { useI18n, useT } from "@/shared/i18n";
import type { DeskSearch } from "@/shared/search";
import { Section } from "@/shared/ui/Page";
import { Failure, SkeletonRows } from "@/shared/ui/states";
import { WeekMap } from "@/shared/ui/WeekMap";
import type { SpeedGroup } from "@/shared/api/types";
import { useBreakdown, type Narrow } from "@/features/speed/api/speed";
import { median } from "@/features/speed/ui/Figure";
import classes from "@/features/speed/ui/Speed.module.css";

const STEPS = [60, 300, 900, 3600, 14_400];

export function HeatMap({ narrow }: { narrow: Narrow }) {
  const { t, locale } = useI18n();
  const query = useBreakdown(narrow, "hour");
  if (query.isPending) return <SkeletonRows rows={7} height={24} />;
  if (query.isLoadingError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const cells = new Map(query.data.groups.map((group) => [Number(group.key), group]));
  return (
    <Section title={t("speed.heat")} lead={t("speed.heat.lead", { zone: zoneName(query.data.time_zone, locale, new Date()) })}>
      <WeekMap caption={t("speed.heat")} cell={(hour) => <Cell hour={hour} group={cells.get(hour)} />} />
    </Section>
  );
}

function Cell({ hour, group }: { hour: number; group: SpeedGroup | undefined }) {
  const t = useT();
  const format = useFormat();
  if (!group) return null;
  const { any } = group;
  const step = any.enough && any.median_seconds !== null ? STEPS.filter((limit) => (any.median_seconds ?? 0) > limit).length : undefined;
  const words = `${median(any, format, t)}, ${t("speed.answers", { count: any.count })}`;
  return <Link to="/speed" search={(old: DeskSearch) => ({ ...old, kind: "any", hour: String(hour) })} className={classes.heatCell} data-step={step} title={words} aria-label={words} />;
}
