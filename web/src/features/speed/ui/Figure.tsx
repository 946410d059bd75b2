/** One figure: median large, the slowest tenth and the share within the target beside it, in and out of hours below.
    Each part of it opens the answers it is made of. */
import { useNavigate } from "@tanstack/react-router";
import { useFormat, type Format } from "@/shared/format";
import { useT, type Key } from "@/shared/i18n";
import type { DeskSearch } from "@/shared/search";
import shared from "@/shared/ui/Figures.module.css";
import type { Figures, Split } from "@/shared/api/types";
import classes from "@/features/speed/ui/Speed.module.css";

export function median(figures: Figures, format: Format, t: (key: Key) => string): string {
  return figures.median_seconds === null || !figures.enough ? t("speed.not_enough") : format.duration(figures.median_seconds);
}

export function p90(figures: Figures, format: Format): string {
  return figures.p90_seconds === null || !figures.enough ? "–" : format.duration(figures.p90_seconds);
}

export function within(figures: Figures, format: Format): string {
  return figures.enough ? format.percent((figures.within_count / figures.count) * 100) : "–";
}

interface Props {
  title: string;
  split: Split;
  before: Figures;
  target: number;
  kind: "first" | "any";
}

export function Figure({ title, split, before, target, kind }: Props) {
  const t = useT();
  const format = useFormat();
  const navigate = useNavigate();
  const { all } = split;
  const open = (part: DeskSearch) => void navigate({ to: "/speed", search: (old: DeskSearch) => ({ ...old, kind, ...part }) });
  return (
    <div className={classes.card}>
      <button type="button" className={`${shared.figure} ${classes.whole}`} onClick={() => open({})}>
        <span className={shared.title}>{title}</span>
        <span className={shared.value} data-unsure={!all.enough || undefined}>
          {median(all, format, t)}
        </span>
        <span className={shared.about}>{t("speed.p90", { duration: p90(all, format) })}</span>
        <span className={shared.about}>{t("speed.within", { duration: format.duration(target), share: within(all, format) })}</span>
        <span className={shared.about}>{t("speed.answers", { count: all.count })}</span>
        <Change now={all} before={before} />
      </button>
      <span className={classes.split}>
        <button type="button" className={classes.part} onClick={() => open({ hours: "in" })}>
          {t("speed.in_hours")} <b>{median(split.in_hours, format, t)}</b>
        </button>
        <button type="button" className={classes.part} onClick={() => open({ hours: "out" })}>
          {t("speed.out_of_hours")} <b>{median(split.out_of_hours, format, t)}</b>
        </button>
      </span>
    </div>
  );
}

function Change({ now, before }: { now: Figures; before: Figures }) {
  const t = useT();
  const format = useFormat();
  if (!now.enough || !before.enough || now.median_seconds === null || before.median_seconds === null) return null;
  const difference = Math.round(now.median_seconds - before.median_seconds);
  const key = difference === 0 ? "speed.before.same" : difference < 0 ? "speed.before.faster" : "speed.before.slower";
  return (
    <span className={classes.change} data-tone={difference > 0 ? "soon" : "kept"} title={t("speed.before.about")}>
      {t(key, { duration: format.duration(Math.abs(difference)) })}
    </span>
  );
}
