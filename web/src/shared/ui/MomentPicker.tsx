/** The open half of `DateTimeField`: quick choices, a month by arrows, a time of day. */
import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useI18n, type I18n } from "@/shared/i18n";
import { momentOf, readTime, wallOf, writeTime, type Wall } from "@/shared/format/zoned";
import { Month } from "@/shared/ui/Month";
import classes from "@/shared/ui/MomentPicker.module.css";

const STEP_MINUTES = 15;
const DAY_MINUTES = 1_440;
const DEFAULT_TIME = { hour: 9, minute: 0 };

export interface QuickChoice {
  label: string;
  at: Date;
}

export interface Limits {
  min: Date | undefined;
  max: Date | undefined;
  zone: string;
}

interface Props {
  value: Date | null;
  now: Date;
  limits: Limits;
  quick: readonly QuickChoice[];
  onPick: (at: Date) => void;
  onClose: () => void;
}

export function MomentPicker({ value, now, limits, quick, onPick, onClose }: Props) {
  const { t } = useI18n();
  const { zone } = limits;
  const today = wallOf(now, zone);
  const chosen = value ? wallOf(value, zone) : null;
  const pickDay = (day: Wall) => onPick(momentOf({ ...day, ...timeOf(chosen) }, zone));
  const done = (at: Date) => {
    onPick(at);
    onClose();
  };
  return (
    // Keys meant for the calendar must not reach the page's own.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className={classes.picker} onKeyDown={(event) => event.stopPropagation()}>
      {quick.length > 0 && (
        <ul className={classes.quick} aria-label={t("datetime.quick")}>
          {quick.map((choice) => (
            <li key={choice.label}>
              <button type="button" className={classes.choice} onClick={() => done(choice.at)}>
                {choice.label}
              </button>
            </li>
          ))}
        </ul>
      )}
      <Month chosen={chosen} today={today} isOut={(day) => isDayOut(day, limits)} onPick={pickDay} />
      <div className={classes.foot}>
        <TimeInput wall={chosen ?? { ...today, ...DEFAULT_TIME }} onChange={(wall) => onPick(momentOf(wall, zone))} />
        <Button size="sm" disabled={!value} onClick={onClose}>
          {t("datetime.done")}
        </Button>
      </div>
    </div>
  );
}

function timeOf(wall: Wall | null): Pick<Wall, "hour" | "minute"> {
  return wall ? { hour: wall.hour, minute: wall.minute } : DEFAULT_TIME;
}

/** Whether no moment of the day is allowed. */
function isDayOut(day: Wall, { min, max, zone }: Limits): boolean {
  const last = momentOf({ ...day, hour: 23, minute: 59 }, zone);
  const first = momentOf({ ...day, hour: 0, minute: 0 }, zone);
  return (min !== undefined && last < min) || (max !== undefined && first > max);
}

function TimeInput({ wall, onChange }: { wall: Wall; onChange: (wall: Wall) => void }) {
  const { t, locale }: I18n = useI18n();
  const [typed, setTyped] = useState<string | null>(null);
  const type = (text: string) => {
    setTyped(text);
    const time = readTime(text);
    if (time) onChange({ ...wall, ...time });
  };
  const step = (event: React.KeyboardEvent) => {
    const by = { ArrowUp: STEP_MINUTES, ArrowDown: -STEP_MINUTES }[event.key];
    if (!by) return;
    event.preventDefault();
    const minutes = (Math.floor((wall.hour * 60 + wall.minute + by) / STEP_MINUTES) * STEP_MINUTES + DAY_MINUTES) % DAY_MINUTES;
    setTyped(null);
    onChange({ ...wall, hour: Math.floor(minutes / 60), minute: minutes % 60 });
  };
  return (
    <TextInput
      label={t("datetime.time")}
      className={classes.time}
      size="sm"
      autoComplete="off"
      value={typed ?? writeTime(wall, locale)}
      error={typed !== null && readTime(typed) === null}
      onChange={(event) => type(event.currentTarget.value)}
      onBlur={() => setTyped(null)}
      onKeyDown={step}
    />
  );
}
