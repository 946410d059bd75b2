/** What can be done with the conversations chosen. */
import { useState } from "react";
import { useT } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/IconButton";
import { usePhone } from "@/shared/ui/usePhone";
import { ActPicker, type PickKind } from "@/features/conversations/ui/ActPicker";
import { useActs } from "@/features/conversations/useActs";
import type { Chosen } from "@/features/conversations/useChosen";
import classes from "@/features/conversations/ui/List.module.css";

export function BulkBar({ chosen }: { chosen: Chosen }) {
  const t = useT();
  const act = useActs();
  const phone = usePhone();
  const [picking, setPicking] = useState<PickKind | null>(null);
  const { rows, clear } = chosen;
  const close = () => act(rows.filter(({ state }) => state === "open"), { action: "close" });
  const allClosed = rows.every(({ state }) => state === "closed");
  return (
    <div className={classes.bulk} role="toolbar" aria-label={t("bulk.title")}>
      <IconButton icon="close" label={t("bulk.clear")} onClick={clear} />
      <span className={classes.bulkCount} role="status" aria-label={t("bulk.chosen", { count: rows.length })}>
        {phone ? rows.length : t("bulk.chosen", { count: rows.length })}
      </span>
      {allClosed ? <IconButton icon="retry" label={t("thread.reopen")} onClick={() => act(rows, { action: "reopen" })} /> : <IconButton icon="check" label={t("thread.close")} onClick={close} />}
      <IconButton icon="user" label={t("act.assign")} onClick={() => setPicking("assign")} />
      <IconButton icon="clock" label={t("act.snooze")} onClick={() => setPicking("snooze")} />
      <IconButton icon="pin" label={t("act.label")} onClick={() => setPicking("label")} />
      <IconButton icon="alert" label={t("act.priority")} onClick={() => setPicking("priority")} />
      <IconButton icon="checks" label={t("bulk.read")} onClick={() => act(rows, { action: "read" })} />
      {picking && <ActPicker kind={picking} rows={rows} onClose={() => setPicking(null)} />}
    </div>
  );
}
