/** The line between two panes: dragged by pointer, moved by arrow keys, remembered by its owner. */
import { useT } from "@/shared/i18n";
import classes from "@/shared/ui/Resizer.module.css";

const STEP = 16;

interface Props {
  label: string;
  width: number;
  min: number;
  max: number;
  /** The pane stands to the right of the line. */
  reversed?: boolean;
  onChange: (width: number) => void;
}

export function Resizer({ label, width, min, max, reversed = false, onChange }: Props) {
  const t = useT();
  const clamp = (value: number) => Math.round(Math.min(max, Math.max(min, value)));
  const sign = reversed ? -1 : 1;
  const drag = (event: React.PointerEvent<HTMLDivElement>) => {
    const from = event.clientX;
    const line = event.currentTarget;
    line.setPointerCapture(event.pointerId);
    line.onpointermove = (move) => onChange(clamp(width + (move.clientX - from) * sign));
    line.onpointerup = () => (line.onpointermove = line.onpointerup = null);
  };
  const press = (event: React.KeyboardEvent) => {
    const step = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
    if (step) onChange(clamp(width + step * sign));
  };
  return (
    // A focusable separator is an interactive widget (WAI-ARIA window splitter).
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      className={classes.line}
      role="separator"
      aria-orientation="vertical"
      aria-label={t("pane.resize", { pane: label })}
      aria-valuenow={width}
      aria-valuemin={min}
      aria-valuemax={max}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      onPointerDown={drag}
      onKeyDown={press}
    />
  );
}
