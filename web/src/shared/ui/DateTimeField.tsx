/** A moment, typed or picked, in the person's language and zone whatever the browser's own. Load it lazily:
 *  `lazy(() => import("@/shared/ui/DateTimeField").then(({ DateTimeField: component }) => ({ default: component })))`.
 *  `onChange(null)` while the words say no moment or one outside `min` and `max`; the field itself says why. */
import { useState, type ReactNode } from "react";
import { useI18n, type I18n } from "@/shared/i18n";
import { ownZone, readMoment, wallOf, writeMoment } from "@/shared/format/zoned";
import { useNow } from "@/shared/format/useNow";
import { PickerField } from "@/shared/ui/PickerField";
import { MomentPicker, type Limits, type QuickChoice } from "@/shared/ui/MomentPicker";

export type { QuickChoice } from "@/shared/ui/MomentPicker";

interface Props {
  label: string;
  value: Date | null;
  onChange: (at: Date | null) => void;
  /** Offered above the calendar: "tomorrow at nine". */
  quick?: readonly QuickChoice[];
  min?: Date;
  max?: Date;
  /** An IANA name; the browser's own unless given. */
  zone?: string;
  description?: ReactNode;
  /** The caller's own complaint, said after the field's. */
  error?: ReactNode;
  required?: boolean;
  disabled?: boolean;
}

export function DateTimeField({ label, value, onChange, quick = [], min, max, zone = ownZone(), description, error, required = false, disabled = false }: Props) {
  const i18n = useI18n();
  const now = useNow();
  const limits = { min, max, zone };
  const { text, read, wrong, type, pick, leave } = useTyped(value, onChange, limits);
  return (
    <PickerField
      label={label}
      description={description ?? (read ? sayWhole(read, i18n, zone) : i18n.t("datetime.example"))}
      error={wrong ?? error}
      required={required}
      disabled={disabled}
      text={text}
      onType={type}
      onLeave={leave}
    >
      {(close) => <MomentPicker value={read} now={now} limits={limits} quick={quick} onPick={pick} onClose={close} />}
    </PickerField>
  );
}

/** What is in the field while it is typed, and what of it is a moment; complains only once the person has left it. */
function useTyped(value: Date | null, onChange: (at: Date | null) => void, limits: Limits) {
  const i18n = useI18n();
  const { locale } = i18n;
  const [typed, setTyped] = useState<string | null>(null);
  const [left, setLeft] = useState(false);
  const readNow = (text: string) => readMoment(text, { locale, zone: limits.zone, now: new Date() });
  const read = typed === null ? value : readNow(typed);
  const unreadable = typed?.trim() && !read ? i18n.t("datetime.unreadable") : null;
  const wrong = unreadable ?? (read && outside(read, limits, i18n));
  const offer = (at: Date | null) => onChange(at && !outside(at, limits, i18n) ? at : null);
  const change = (text: string | null, at: Date | null, done: boolean) => {
    setTyped(text);
    setLeft(done);
    offer(at);
  };
  return {
    text: typed ?? (value ? writeMoment(value, locale, limits.zone) : ""),
    read,
    wrong: left ? wrong : null,
    type: (text: string) => change(text, readNow(text), false),
    pick: (at: Date) => change(outside(at, limits, i18n) ? writeMoment(at, locale, limits.zone) : null, at, true),
    leave: () => {
      setLeft(true);
      if (read && !wrong) setTyped(null);
    },
  };
}

function outside(at: Date, { min, max, zone }: Limits, { t, locale }: I18n): string | null {
  if (min && at < min) return t("datetime.too_early", { at: writeMoment(min, locale, zone) });
  return max && at > max ? t("datetime.too_late", { at: writeMoment(max, locale, zone) }) : null;
}

/** Read back in words, so that a mistyped month is seen: «ср, 25 ноября, 14:30». Names the zone when it is not the browser's. */
function sayWhole(at: Date, { locale }: I18n, zone: string): string {
  const foreign: Intl.DateTimeFormatOptions = zone === ownZone() ? {} : { timeZoneName: "shortGeneric" };
  const year: Intl.DateTimeFormatOptions = wallOf(at, zone).year === wallOf(new Date(), zone).year ? {} : { year: "numeric" };
  return new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", month: "long", hour: "numeric", minute: "2-digit", timeZone: zone, ...year, ...foreign }).format(at);
}
