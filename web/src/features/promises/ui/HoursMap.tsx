/** Which hours of the week keep their promises and which do not; a press opens that hour's. */
import { Link } from "@tanstack/react-router";
import { useI18n } from "@/shared/i18n";
import type { DeskSearch } from "@/shared/search";
import { Section } from "@/shared/ui/Page";
import { WeekMap, weekMap } from "@/shared/ui/WeekMap";
import type { PromiseReport } from "@/shared/api/types";
import { toneOf } from "@/features/promises/rules";

export function HoursMap({ hours }: { hours: PromiseReport["by_hour"] }) {
  const { t } = useI18n();
  const found = new Map(hours.map((one) => [one.hour_of_week, one.figures]));
  const cell = (hour: number) => {
    const figures = found.get(hour);
    return figures && <Cell hour={hour} figures={figures} />;
  };
  return (
    <Section title={t("promises.by_hour")} lead={t("promises.by_hour.lead")}>
      <WeekMap caption={t("promises.by_hour")} used={[...found.keys()]} cell={cell} worded />
    </Section>
  );
}

function Cell({ hour, figures }: { hour: number; figures: PromiseReport["by_hour"][number]["figures"] }) {
  const { t } = useI18n();
  const all = figures.kept + figures.broken;
  return (
    <Link to="/promises" search={(old: DeskSearch) => ({ ...old, hour: String(hour), band: "all" })} className={weekMap.cell} data-tone={toneOf(figures)}>
      <span aria-hidden="true">
        {figures.kept}/{all}
      </span>
      <span className="unseen">{t("promises.kept_of", { kept: figures.kept, all })}</span>
    </Link>
  );
}
