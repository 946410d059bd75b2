/** One figure: median large, the slowest tenth beside it, in and out of hours below. Pressed, it opens its answers. */
import { useNavigate } from "@tanstack/react-router";
import { useFormat, type Format } from "@/shared/format";
import { useT, type Key } from "@/shared/i18n";
import type { DeskSearch } from "@/shared/search";
import type { Figures, Split } from "@/shared/api/types";
import classes from "@/features/speed/ui/Speed.module.css";

export function median(figures: Figures, format: Format, t: (key: Key) => string): string {
  return figures.median_seconds === null || !figures.enough ? t("speed.not_enough") : format.duration(figures.median_seconds);
}

export function p90(figures: Figures, format: Format): string {
  return figures.p90_seconds === null || !figures.enough ? "–" : format.duration(figures.p90_seconds);
}

interface Props {
  title: string;
  split: Split;
  kind: "first" | "any";
}

export function Figure({ title, split, kind }: Props) {
  const t = useT();
  const format = useFormat();
  const navigate = useNavigate();
  const { all } = split;
  return (
    <button type="button" className={classes.figure} onClick={() => void navigate({ to: "/speed", search: (old: DeskSearch) => ({ ...old, kind }) })}>
      <span className={classes.figureTitle}>{title}</span>
      <span className={classes.value} data-unsure={!all.enough || undefined}>
        {median(all, format, t)}
      </span>
      <span className={classes.about}>{t("speed.p90", { duration: p90(all, format) })}</span>
      <span className={classes.about}>{t("speed.answers", { count: all.count })}</span>
      <span className={classes.split}>
        <span>
          {t("speed.in_hours")} <b>{median(split.in_hours, format, t)}</b>
        </span>
        <span>
          {t("speed.out_of_hours")} <b>{median(split.out_of_hours, format, t)}</b>
        </span>
      </span>
    </button>
  );
}
