/** What can be done with the conversations chosen; while some are, the keys of an open conversation are for them. */
import { useState } from "react";
import { useT } from "@/shared/i18n";
import type { ActionName } from "@/shared/ui/actions";
import { IconButton } from "@/shared/ui/IconButton";
import type { IconName } from "@/shared/ui/icons";
import { useHotkeys } from "@/shared/ui/useHotkeys";
import { usePhone } from "@/shared/ui/usePhone";
import { ActPicker, type PickKind } from "@/features/conversations/ui/ActPicker";
import { useActs } from "@/features/conversations/useActs";
import type { Chosen } from "@/features/conversations/useChosen";
import { useMay } from "@/features/workspaces";
import classes from "@/features/conversations/ui/List.module.css";

const PICKS = [
  { kind: "assign", icon: "user", key: "a" },
  { kind: "snooze", icon: "clock", key: "s" },
  { kind: "label", icon: "pin", key: "l" },
  { kind: "priority", icon: "alert", key: "p" },
] as const satisfies { kind: PickKind; icon: IconName; key: ActionName }[];

export function BulkBar({ chosen }: { chosen: Chosen }) {
  const t = useT();
  const act = useActs();
  const phone = usePhone();
  const [picking, setPicking] = useState<PickKind | null>(null);
  const { rows, clear } = chosen;
  const mayWrite = useMay("conversations.write");
  const allClosed = rows.every(({ state }) => state === "closed");
  const close = () => (allClosed ? act(rows, { action: "reopen" }) : act(rows.filter(({ state }) => state === "open"), { action: "close" }));
  const picks = Object.fromEntries(PICKS.map(({ key, kind }) => [key, () => setPicking(kind)]));
  useHotkeys({ Escape: clear, ...(mayWrite && { ...picks, e: close }) }, { first: true });
  return (
    <div className={classes.bulk} role="toolbar" aria-label={t("bulk.title")}>
      <IconButton icon="close" label={t("bulk.clear")} onClick={clear} />
      <span className={classes.bulkCount} role="status" aria-label={t("bulk.chosen", { count: rows.length })}>
        {phone ? rows.length : t("bulk.chosen", { count: rows.length })}
      </span>
      {mayWrite && (
        <>
          <IconButton icon={allClosed ? "retry" : "check"} label={t(allClosed ? "thread.reopen" : "thread.close")} onClick={close} />
          {PICKS.map(({ kind, icon }) => (
            <IconButton key={kind} icon={icon} label={t(`act.${kind}`)} onClick={() => setPicking(kind)} />
          ))}
        </>
      )}
      <IconButton icon="checks" label={t("bulk.read")} onClick={() => act(rows, { action: "read" })} />
      {picking && <ActPicker kind={picking} rows={rows} onClose={() => setPicking(null)} />}
    </div>
  );
}
