/** One's own face and presence at the foot of the rail. */
import type { ComponentPropsWithRef } from "react";
import classes from "@/app/Rail.module.css";
import { useMe } from "@/features/workspaces";
import { useT } from "@/shared/i18n";
import { Avatar } from "@/shared/ui/Avatar";

export function PersonButton(props: ComponentPropsWithRef<"button">) {
  const t = useT();
  const { operator } = useMe();
  return (
    <button type="button" aria-haspopup="menu" {...props} className={classes.person}>
      <Avatar name={operator.name} src={operator.photo_url} size={32} />
      <span className={classes.presence} data-presence={operator.presence} />
      <span className="unseen">{t("nav.me", { name: operator.name, presence: t(`presence.${operator.presence}`) })}</span>
    </button>
  );
}
