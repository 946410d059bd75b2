/** The share of waits that met their targets, beside the figures of speed; it opens the report of targets. */
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useFormat } from "@/shared/format";
import { useT } from "@/shared/i18n";
import type { DeskSearch } from "@/shared/search";
import shared from "@/shared/ui/Figures.module.css";
import { useTargetReport } from "@/features/targets/api/waits";
import { narrowOf } from "@/features/targets/report";
import { shareOf, toneOf } from "@/features/targets/rules";

const DAYS = 7;
const DAY_MS = 86_400_000;

/** The speed screen looks back seven days by itself; said as a date, so that the report opens the same figure. */
function dated(search: DeskSearch): DeskSearch {
  if (search.from || search.to) return search;
  const start = new Date(Date.now() - DAYS * DAY_MS);
  return { ...search, from: new Intl.DateTimeFormat("sv-SE").format(start) };
}

export default function TargetsFigure({ search: asked }: { search: DeskSearch }) {
  const t = useT();
  const format = useFormat();
  const [opened] = useState(() => new Date());
  const search = dated(asked);
  const report = useTargetReport(narrowOf(search, opened)).data;
  if (!report) return null;
  const { total } = report;
  const share = shareOf(total);
  return (
    <Link to="/targets" search={search} className={shared.figure}>
      <span className={shared.title}>{t("targets.share")}</span>
      <span className={shared.value} data-tone={toneOf(total)} data-unsure={!total.enough || undefined}>
        {share === null ? t("targets.nothing_judged") : format.percent(Math.floor(share * 100))}
      </span>
      <span className={shared.about}>{share === null ? t("targets.share.open") : t("targets.kept_of", { kept: total.kept, all: total.kept + total.broken })}</span>
    </Link>
  );
}
