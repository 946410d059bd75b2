/** Words that can be typed or picked from a calendar below: the closed half of `DateTimeField` and `DateField`. */
import { Popover, TextInput } from "@mantine/core";
import { useId, useState, type KeyboardEvent, type ReactNode } from "react";
import { useT } from "@/shared/i18n";
import { usePhone } from "@/shared/ui/usePhone";
import { IconButton } from "@/shared/ui/IconButton";

/** A dialog around the field must not close by the key that closes the calendar; Mantine asks the element that had it. */
const KEEPS_ESCAPE = "data-mantine-stop-propagation";
/** Over the field where there is room neither under nor above it, as on a phone. */
const INTO_VIEW = { flip: true, shift: { crossAxis: true, padding: 8 } };

interface Props {
  label: string;
  text: string;
  onType: (text: string) => void;
  /** The person has left the field, or pressed Enter in it. */
  onLeave: () => void;
  /** The calendar; it asks to be closed. */
  children: (close: () => void) => ReactNode;
  description?: ReactNode;
  error?: ReactNode;
  placeholder?: string;
  required?: boolean;
  disabled?: boolean;
}

/** As wide as its button, in pixels. */
const POINTER = 34;
const FINGER = 44;

export function PickerField({ label, text, onType, onLeave, children, description, error, placeholder, required = false, disabled = false }: Props) {
  const t = useT();
  const [opened, setOpened] = useState(false);
  const calendarId = useId();
  const step = (event: KeyboardEvent) => {
    if (event.key === "Enter") onLeave();
    if (event.key !== "ArrowDown" && !(event.key === "Escape" && opened)) return;
    event.preventDefault();
    event.stopPropagation();
    setOpened(event.key === "ArrowDown");
  };
  const keeps = { [KEEPS_ESCAPE]: opened || undefined };
  return (
    // Without Mantine's roles: they name the calendar by the field, and so by the words in it.
    <Popover opened={opened} onChange={setOpened} withRoles={false} position="bottom-start" middlewares={INTO_VIEW} shadow="md" trapFocus returnFocus withinPortal>
      <Popover.Target>
        <TextInput
          label={label}
          description={description}
          inputWrapperOrder={["label", "input", "description", "error"]}
          error={error}
          placeholder={placeholder}
          required={required}
          withAsterisk={false}
          disabled={disabled}
          autoComplete="off"
          role="combobox"
          aria-haspopup="dialog"
          aria-expanded={opened}
          aria-controls={opened ? calendarId : undefined}
          {...keeps}
          value={text}
          onChange={(event) => onType(event.currentTarget.value)}
          onBlur={onLeave}
          onKeyDown={step}
          rightSectionWidth={usePhone() ? FINGER : POINTER}
          rightSection={<IconButton icon="hours" label={t("datetime.open")} disabled={disabled} aria-expanded={opened} onKeyDown={step} {...keeps} onClick={() => setOpened(!opened)} />}
        />
      </Popover.Target>
      <Popover.Dropdown id={calendarId} role="dialog" aria-label={label} p="sm" mah="calc(100dvh - 16px)" style={{ overflowY: "auto" }} onFocus={(event) => event.target.setAttribute(KEEPS_ESCAPE, "true")}>
        {opened && children(() => setOpened(false))}
      </Popover.Dropdown>
    </Popover>
  );
}
