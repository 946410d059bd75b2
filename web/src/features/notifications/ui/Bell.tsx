/** The bell of the rail: how many news are unread, and the panel with them. */
import { lazy, Suspense, useState } from "react";
import { useT } from "@/shared/i18n";
import { Icon } from "@/shared/ui/icons";
import { useUnread } from "@/features/notifications/api/notifications";
import classes from "@/features/notifications/ui/Bell.module.css";

const SHOWN_MAX = 99;
const Panel = lazy(() => import("@/features/notifications/ui/Panel").then(({ Panel: component }) => ({ default: component })));

export function Bell() {
  const t = useT();
  const unread = useUnread();
  const [opened, setOpened] = useState(false);
  return (
    <>
      <button type="button" className={classes.bell} aria-label={unread ? t("notifications.bell.unread", { count: unread }) : t("notifications.title")} onClick={() => setOpened(true)}>
        <Icon name="bell" size={20} />
        {unread > 0 && <span className={classes.count}>{unread > SHOWN_MAX ? `${SHOWN_MAX}+` : unread}</span>}
      </button>
      <Suspense>{opened && <Panel onClose={() => setOpened(false)} />}</Suspense>
    </>
  );
}
