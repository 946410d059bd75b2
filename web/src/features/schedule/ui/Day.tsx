/** The intervals of one day: none means closed. */
import { Switch } from "@mantine/core";
import { useState } from "react";
import { useT } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/IconButton";
import type { Interval } from "@/shared/api/types";
import { nextInterval, overlaps, readClock, USUAL } from "@/features/schedule/rules";
import classes from "@/features/schedule/ui/Week.module.css";

interface Props {
  name: string;
  intervals: Interval[];
  onChange: (intervals: Interval[]) => void;
}

export function Day({ name, intervals, onChange }: Props) {
  const t = useT();
  const further = nextInterval(intervals);
  const open = intervals.length > 0;
  return (
    <div className={classes.intervals}>
      <Switch aria-label={t("hours.open_on", { day: name })} checked={open} onChange={(event) => onChange(event.currentTarget.checked ? [USUAL] : [])} />
      {!open && <span className={classes.closed}>{t("hours.closed")}</span>}
      <div className={classes.list}>
        {intervals.map((interval, index) => (
          <div key={index} className={classes.interval}>
            <Clock label={t("hours.opens", { day: name })} value={interval.opens} onChange={(opens) => onChange(intervals.with(index, { ...interval, opens }))} />
            <span aria-hidden="true">–</span>
            <Clock label={t("hours.closes", { day: name })} value={interval.closes} onChange={(closes) => onChange(intervals.with(index, { ...interval, closes }))} />
            {interval.closes <= interval.opens && <span className={classes.closed}>{t("hours.next_day")}</span>}
            {intervals.length > 1 && <IconButton icon="close" label={t("hours.remove_interval")} onClick={() => onChange(intervals.toSpliced(index, 1))} />}
          </div>
        ))}
        {overlaps(intervals) && (
          <p className={classes.wrong} role="alert">
            {t("hours.overlap")}
          </p>
        )}
      </div>
      {open && further && <IconButton icon="plus" label={t("hours.add_interval")} onClick={() => onChange([...intervals, further])} />}
    </div>
  );
}

/** Typed as people write it ("9", "930", "9.30"); put in order when left. */
function Clock({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  const [typed, setTyped] = useState<string | null>(null);
  const settle = () => {
    const clock = readClock(typed ?? value);
    if (clock) onChange(clock);
    setTyped(null);
  };
  return <input className={classes.clock} aria-label={label} inputMode="numeric" maxLength={5} required value={typed ?? value} onChange={(event) => setTyped(event.currentTarget.value)} onFocus={(event) => event.currentTarget.select()} onBlur={settle} />;
}
