/** A button that shows an icon and says its name on hover and to screen readers. */
import { Tooltip } from "@mantine/core";
import type { ButtonHTMLAttributes, ReactNode, Ref } from "react";
import { Icon, type IconName } from "@/shared/ui/icons";
import classes from "@/shared/ui/IconButton.module.css";

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  icon: IconName;
  label: string;
  /** Shown after the label: the key that does the same. */
  hint?: string;
  active?: boolean;
  ref?: Ref<HTMLButtonElement>;
  children?: ReactNode;
}

export function IconButton({ icon, label, hint, active = false, className, children, ...rest }: Props) {
  return (
    <Tooltip label={hint ? `${label}  ${hint}` : label} openDelay={400} withinPortal>
      <button
        type="button"
        aria-label={label}
        data-active={active || undefined}
        className={[classes.button, className].filter(Boolean).join(" ")}
        {...rest}
      >
        <Icon name={icon} />
        {children}
      </button>
    </Tooltip>
  );
}
