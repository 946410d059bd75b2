/** On a phone: opens the places its bar has no room for. Blue while one of them is on the screen. */
import type { ComponentPropsWithRef } from "react";
import classes from "@/app/Rail.module.css";
import { useT } from "@/shared/i18n";
import { Icon } from "@/shared/ui/icons";

export function PlacesButton({ active, ...rest }: ComponentPropsWithRef<"button"> & { active: boolean }) {
  const t = useT();
  return (
    <button type="button" aria-haspopup="menu" {...rest} className={classes.place} data-active={active || undefined}>
      <Icon name="more" size={22} />
      <span className={classes.title}>{t("nav.more")}</span>
    </button>
  );
}
