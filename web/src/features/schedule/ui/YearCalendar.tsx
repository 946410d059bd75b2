/** The year at a glance: what is closed, shorter or unlike other days, as it will be once saved. */
import { useI18n } from "@/shared/i18n";
import { useFormat } from "@/shared/format";
import { IconButton } from "@/shared/ui/IconButton";
import { Row } from "@/shared/ui/layout";
import type { Holiday, Hours } from "@/shared/api/types";
import { planOf, weekdayOf, type DayPlan } from "@/features/schedule/rules";
import classes from "@/features/schedule/ui/YearCalendar.module.css";

interface Props {
  hours: Hours;
  holidays: readonly Holiday[];
  year: number;
  onYear: (year: number) => void;
}

export function YearCalendar({ hours, holidays, year, onYear }: Props) {
  const { t } = useI18n();
  return (
    <>
      <Row>
        <IconButton icon="back" label={t("hours.year.before")} onClick={() => onYear(year - 1)} />
        <b className={classes.year}>{year}</b>
        <IconButton icon="forward" label={t("hours.year.after")} onClick={() => onYear(year + 1)} />
      </Row>
      <div className={classes.months}>
        {Array.from({ length: 12 }, (_, month) => (
          <Month key={month} hours={hours} holidays={holidays} year={year} month={month} />
        ))}
      </div>
      <ul className={classes.legend}>
        {(["open", "closed", "holiday", "short", "exception"] as const).map((kind) => (
          <li key={kind}>
            <span className={classes.day} data-kind={kind} aria-hidden="true" />
            {t(`hours.year.${kind}`)}
          </li>
        ))}
      </ul>
    </>
  );
}

function Month({ hours, holidays, year, month }: Omit<Props, "onYear"> & { month: number }) {
  const { locale, t } = useI18n();
  const format = useFormat();
  const name = new Intl.DateTimeFormat(locale, { month: "long", timeZone: "UTC" }).format(Date.UTC(year, month, 1));
  const dates = Array.from({ length: new Date(Date.UTC(year, month + 1, 0)).getUTCDate() }, (_, index) => new Date(Date.UTC(year, month, index + 1)).toISOString().slice(0, 10));
  const plans = dates.map((date) => [date, planOf(date, hours, holidays)] as const);
  const special = plans.filter(([, plan]) => plan.kind !== "usual");
  const say = ([date, plan]: readonly [string, DayPlan]) => `${format.date(`${date}T12:00:00`)}: ${[plan.name, t(`hours.year.${kindOf(plan)}`)].filter(Boolean).join(", ")}`;
  return (
    <section className={classes.month} aria-label={`${name} ${year}. ${special.map(say).join(". ")}`}>
      <h3 className={classes.title}>{name}</h3>
      <div className={classes.grid} aria-hidden="true">
        {plans.map(([date, plan], index) => (
          <span key={date} className={classes.day} data-kind={kindOf(plan)} title={say([date, plan])} style={index === 0 ? { gridColumnStart: weekdayOf(date) + 1 } : undefined}>
            {index + 1}
          </span>
        ))}
      </div>
    </section>
  );
}

function kindOf(plan: DayPlan): "open" | "closed" | "holiday" | "short" | "exception" {
  if (plan.kind !== "usual") return plan.kind;
  return plan.intervals.length > 0 ? "open" : "closed";
}
