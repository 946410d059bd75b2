/** Which hours of the week keep their promises and which do not; a press opens that hour's. */
import { Link } from "@tanstack/react-router";
import { useI18n } from "@/shared/i18n";
import type { DeskSearch } from "@/shared/search";
import { Section } from "@/shared/ui/Page";
import type { PromiseReport } from "@/shared/api/types";
import { toneOf } from "@/features/promises/rules";
import classes from "@/features/promises/ui/Promises.module.css";

/** 5 January 1970 was a Monday. */
const MONDAY_MS = 4 * 86_400_000;

export function HoursMap({ hours }: { hours: PromiseReport["by_hour"] }) {
  const { t, locale } = useI18n();
  const days = new Intl.DateTimeFormat(locale, { weekday: "short", timeZone: "UTC" });
  const found = new Map(hours.map((one) => [one.hour_of_week, one.figures]));
  const used = [...new Set(hours.map(({ hour_of_week: hour }) => hour % 24))].toSorted((left, right) => left - right);
  return (
    <Section title={t("promises.by_hour")} lead={t("promises.by_hour.lead")}>
      <div className={classes.mapScroll}>
        <table className={classes.map}>
          <caption className="unseen">{t("promises.by_hour")}</caption>
          <thead>
            <tr>
              <td />
              {used.map((hour) => (
                <th key={hour} scope="col">
                  {hour}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {Array.from({ length: 7 }, (_, day) => (
              <tr key={day}>
                <th scope="row">{days.format(MONDAY_MS + day * 86_400_000)}</th>
                {used.map((hour) => {
                  const figures = found.get(day * 24 + hour);
                  return <td key={hour}>{figures && <Cell hour={day * 24 + hour} figures={figures} />}</td>;
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

function Cell({ hour, figures }: { hour: number; figures: PromiseReport["by_hour"][number]["figures"] }) {
  const { t } = useI18n();
  const all = figures.kept + figures.broken;
  return (
    <Link to="/promises" search={(old: DeskSearch) => ({ ...old, hour: String(hour), band: "all" })} className={classes.cell} data-tone={toneOf(figures)}>
      <span aria-hidden="true">
        {figures.kept}/{all}
      </span>
      <span className="unseen">{t("promises.kept_of", { kept: figures.kept, all })}</span>
    </Link>
  );
}
