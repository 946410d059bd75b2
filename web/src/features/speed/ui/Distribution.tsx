/** How many answers took how long: a bar a band, which is also the table behind it. */
import { Link } from "@tanstack/react-router";
import { useFormat } from "@/shared/format";
import { useT } from "@/shared/i18n";
import type { DeskSearch } from "@/shared/search";
import { Section } from "@/shared/ui/Page";
import type { SpeedBand } from "@/shared/api/types";
import classes from "@/features/speed/ui/Speed.module.css";

export function Distribution({ bands }: { bands: SpeedBand[] }) {
  const t = useT();
  const format = useFormat();
  const total = bands.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return null;
  const most = Math.max(...bands.map(({ count }) => count));
  return (
    <Section title={t("speed.distribution")} lead={t("speed.distribution.lead")}>
      <ol className={classes.bands}>
        {bands.map(({ seconds_min: from, seconds_max: to, count }) => (
          <li key={from}>
            <Link to="/speed" search={(old: DeskSearch) => ({ ...old, kind: "any", band: `${from}-${to ?? ""}` })} className={classes.band}>
              <span>{to === null ? t("speed.band.over", { duration: format.duration(from - 1) }) : t("speed.band.upto", { duration: format.duration(to) })}</span>
              <span className={classes.bandGround}>
                <span className={classes.bandFill} style={{ inlineSize: `${(count / most) * 100}%` }} />
              </span>
              <span className={classes.bandCount}>{format.number(count)}</span>
              <span className={classes.bandCount}>{format.percent((count / total) * 100)}</span>
            </Link>
          </li>
        ))}
      </ol>
    </Section>
  );
}
