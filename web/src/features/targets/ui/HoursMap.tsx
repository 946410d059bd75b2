/** Which hours of the week miss their targets: the share missed in each; a press opens what was missed then. */
import { Link } from "@tanstack/react-router";
import { useFormat } from "@/shared/format";
import { useT } from "@/shared/i18n";
import type { DeskSearch } from "@/shared/search";
import { Section } from "@/shared/ui/Page";
import { WeekMap, weekMap } from "@/shared/ui/WeekMap";
import type { TargetReport, TargetShare } from "@/shared/api/types";
import { figureOf } from "@/features/targets/report";
import { missedOf, toneOf } from "@/features/targets/rules";

export function HoursMap({ hours }: { hours: TargetReport["by_hour"] }) {
  const t = useT();
  if (hours.length === 0) return null;
  const found = new Map(hours.map(({ weekday, hour, share }) => [weekday * 24 + hour, share]));
  const cell = (hour: number) => {
    const share = found.get(hour);
    return share && <Cell hour={hour} share={share} />;
  };
  return (
    <Section title={t("targets.by_hour")} lead={t("targets.by_hour.lead")}>
      <WeekMap caption={t("targets.by_hour")} used={[...found.keys()]} cell={cell} worded />
    </Section>
  );
}

function Cell({ hour, share }: { hour: number; share: TargetShare }) {
  const t = useT();
  const format = useFormat();
  const { kept, broken } = share;
  const said = t("targets.missed_of", { broken, all: kept + broken });
  return (
    <Link to="/targets" search={(old: DeskSearch) => ({ ...old, band: figureOf(broken > 0 ? "broken" : "judged", "hour", String(hour)) })} className={weekMap.cell} data-tone={toneOf(share)} title={said}>
      <span aria-hidden="true">{format.percent(Math.ceil((missedOf(share) ?? 0) * 100))}</span>
      <span className="unseen">{said}</span>
    </Link>
  );
}
