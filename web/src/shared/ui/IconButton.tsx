/** A button that shows an icon and says its name on hover and to screen readers. */
import { useMergedRef } from "@mantine/hooks";
import type { ButtonHTMLAttributes, ReactNode, Ref } from "react";
import { useHint } from "@/shared/ui/useHint";
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

export function IconButton({ icon, label, hint: key, active = false, className, children, ref, ...rest }: Props) {
  const { hint, target } = useHint(key ? `${label}  ${key}` : label);
  return (
    <>
      <button
        type="button"
        aria-label={label}
        data-active={active || undefined}
        className={[classes.button, className].filter(Boolean).join(" ")}
        {...target}
        {...rest}
        ref={useMergedRef(target.ref, ref)}
      >
        <Icon name={icon} />
        {children}
      </button>
      {hint}
    </>
  );
}
