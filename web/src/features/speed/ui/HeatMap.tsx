/** The week by hours: darker is slower. A cell opens its answers; the same as a table for whoever hears the screen. */
import { Link } from "@tanstack/react-router";
import { useFormat } from "@/shared/format";
import { useI18n } from "@/shared/i18n";
import type { DeskSearch } from "@/shared/search";
import { Section } from "@/shared/ui/Page";
import { Failure, SkeletonRows } from "@/shared/ui/states";
import type { SpeedGroup } from "@/shared/api/types";
import { useBreakdown, type Narrow } from "@/features/speed/api/speed";
import { median } from "@/features/speed/ui/Figure";
import classes from "@/features/speed/ui/Speed.module.css";

const DAYS = [0, 1, 2, 3, 4, 5, 6];
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
const STEPS = [60, 300, 900, 3600, 14_400];
/** Monday, 5 January 2026: a week to take the days' names from. */
const MONDAY = Date.UTC(2026, 0, 5, 12);

export function HeatMap({ narrow }: { narrow: Narrow }) {
  const { t, locale } = useI18n();
  const query = useBreakdown(narrow, "hour");
  if (query.isPending) return <SkeletonRows rows={7} height={24} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const cells = new Map(query.data.groups.map((group) => [Number(group.key), group]));
  const name = new Intl.DateTimeFormat(locale, { weekday: "short", timeZone: "UTC" });
  return (
    <Section title={t("speed.heat")} lead={t("speed.heat.lead", { zone: query.data.time_zone })}>
      <div className={classes.heatFrame}>
        <table className={classes.heat}>
          <caption className="unseen">{t("speed.heat")}</caption>
          <thead>
            <tr>
              <th scope="col">
                <span className="unseen">{t("speed.hour")}</span>
              </th>
              {HOURS.map((hour) => (
                <th key={hour} scope="col">
                  {hour}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {DAYS.map((day) => (
              <tr key={day}>
                <th scope="row">{name.format(MONDAY + day * 86_400_000)}</th>
                {HOURS.map((hour) => (
                  <Cell key={hour} hour={day * 24 + hour} group={cells.get(day * 24 + hour)} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

function Cell({ hour, group }: { hour: number; group: SpeedGroup | undefined }) {
  const { t } = useI18n();
  const format = useFormat();
  if (!group) return <td />;
  const { any } = group;
  const step = any.enough && any.median_seconds !== null ? STEPS.filter((limit) => (any.median_seconds ?? 0) > limit).length : undefined;
  const words = `${median(any, format, t)}, ${t("speed.answers", { count: any.count })}`;
  return (
    <td>
      <Link to="/speed" search={(old: DeskSearch) => ({ ...old, kind: "any", hour: String(hour) })} className={classes.heatCell} data-step={step} title={words} aria-label={words} />
    </td>
  );
}
