/** Whoever begins the day in the inbox is told once who waits for us, by a line that hides for good until tomorrow. */
import { Link, useRouterState } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import classes from "@/app/Shell.module.css";
import { morning, useDebtCount } from "@/features/debts";
import { useMe } from "@/features/workspaces";
import type { DebtCount } from "@/shared/api/types";
import { useNow } from "@/shared/format/useNow";
import { useT } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/IconButton";

export function Morning() {
  const atInbox = useRouterState({ select: ({ location }) => location.pathname.startsWith("/inbox") });
  return atInbox ? <Line /> : null;
}

export function isTold(owed: DebtCount | undefined, seen: boolean): owed is DebtCount {
  return owed !== undefined && !seen && owed.overdue + owed.today > 0;
}

function Line() {
  const t = useT();
  const { id } = useMe().operator;
  const now = useNow();
  const owed = useDebtCount();
  const [, setHidden] = useState(false);
  const clear = owed !== undefined && owed.overdue + owed.today === 0;
  // Nothing owed at the first look: what comes later in the day is no news of the morning.
  useEffect(() => {
    if (clear) morning.see(id, new Date());
  }, [clear, id]);
  if (!isTold(owed, morning.isSeen(id, now))) return null;
  const hide = () => {
    morning.see(id, now);
    setHidden(true);
  };
  return (
    <aside className={classes.morning} aria-label={t("morning.title")}>
      <span>{t(owed.overdue > 0 ? "morning.overdue" : "morning.today", { ...owed })}</span>
      <Link to="/debts" onClick={hide}>
        {t("morning.open")}
      </Link>
      <IconButton icon="close" label={t("morning.hide")} onClick={hide} />
    </aside>
  );
}
