/** A moment, typed or picked, in the person's language and zone whatever the browser's own. Load it lazily:
 *  `lazy(() => import("@/shared/ui/DateTimeField").then(({ DateTimeField: component }) => ({ default: component })))`.
 *  `onChange(null)` while the words say no moment or one outside `min` and `max`; the field itself says why. */
import { Popover, TextInput } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { useI18n, type I18n } from "@/shared/i18n";
import { ownZone, readMoment, wallOf, writeMoment } from "@/shared/format/zoned";
import { useNow } from "@/shared/format/useNow";
import { IconButton } from "@/shared/ui/IconButton";
import { MomentPicker, type Limits, type QuickChoice } from "@/shared/ui/MomentPicker";

export type { QuickChoice } from "@/shared/ui/MomentPicker";

/** A dialog around the field must not close by the key that closes the calendar; Mantine asks the element that had it. */
const KEEPS_ESCAPE = "data-mantine-stop-propagation";
/** Over the field where there is room neither under nor above it, as on a phone. */
const INTO_VIEW = { flip: true, shift: { crossAxis: true, padding: 8 } };

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
  const [opened, setOpened] = useState(false);
  const limits = { min, max, zone };
  const { text, read, wrong, type, pick, leave } = useTyped(value, onChange, limits);
  const step = (event: React.KeyboardEvent) => {
    if (event.key !== "ArrowDown" && !(event.key === "Escape" && opened)) return;
    event.preventDefault();
    event.stopPropagation();
    setOpened(event.key === "ArrowDown");
  };
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" middlewares={INTO_VIEW} shadow="md" trapFocus returnFocus withinPortal>
      <Popover.Target>
        <TextInput
          label={label}
          description={description ?? (read ? sayWhole(read, i18n, zone) : i18n.t("datetime.example"))}
          inputWrapperOrder={["label", "input", "description", "error"]}
          error={wrong ?? error}
          required={required}
          withAsterisk={false}
          disabled={disabled}
          autoComplete="off"
          role="combobox"
          aria-haspopup="dialog"
          {...{ [KEEPS_ESCAPE]: opened || undefined }}
          value={text}
          onChange={(event) => type(event.currentTarget.value)}
          onBlur={leave}
          onKeyDown={step}
          rightSection={<IconButton icon="hours" label={i18n.t("datetime.open")} disabled={disabled} aria-expanded={opened} onKeyDown={step} {...{ [KEEPS_ESCAPE]: opened || undefined }} onClick={() => setOpened(!opened)} />}
        />
      </Popover.Target>
      <Popover.Dropdown aria-label={label} p="sm" mah="calc(100dvh - 16px)" style={{ overflowY: "auto" }} onFocus={(event) => event.target.setAttribute(KEEPS_ESCAPE, "true")}>
        {opened && <MomentPicker value={read} now={now} limits={limits} quick={quick} onPick={pick} onClose={() => setOpened(false)} />}
      </Popover.Dropdown>
    </Popover>
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
