/** What became of a message: ticks with the words on hover; pressed, they open the trail. */
import { useFormat } from "@/shared/format";
import { useI18n, type I18n } from "@/shared/i18n";
import { Icon, type IconName } from "@/shared/ui/icons";
import { useHint } from "@/shared/ui/useHint";
import type { Delivery, DeliveryState } from "@/shared/api/types";
import classes from "@/features/conversations/ui/Bubble.module.css";

const WIDTH = 280;

const ICONS: Record<DeliveryState, IconName> = {
  planned: "clock",
  claimed: "clock",
  handed: "clock",
  accepted: "check",
  delivered: "checks",
  read: "checks",
  failed: "alert",
  skipped: "alert",
  unknown: "help",
};

const TONES: Partial<Record<DeliveryState, string>> = { read: "kept", failed: "broken", skipped: "broken", unknown: "soon" };

export function sayDelivery(delivery: Delivery, { t, byCode }: Pick<I18n, "t" | "byCode">): string {
  const state = byCode("delivery", delivery.read_by_machine ? "read_by_machine" : delivery.state) ?? delivery.state;
  if (!delivery.code) return state;
  return `${state}. ${byCode("error", delivery.code) ?? t("error.unknown", { code: delivery.code })}`;
}

export function isTrouble({ state }: Delivery): boolean {
  return state === "failed" || state === "skipped" || state === "unknown";
}

export function Ticks({ delivery, onOpen }: { delivery: Delivery; onOpen: () => void }) {
  const i18n = useI18n();
  const format = useFormat();
  const words = sayDelivery(delivery, i18n);
  const at = delivery.at ? ` · ${format.exact(delivery.at)}` : "";
  const { hint, target } = useHint(words + at, { width: WIDTH });
  return (
    <>
      <button type="button" className={classes.ticks} data-tone={TONES[delivery.state]} aria-label={`${words}. ${i18n.t("trail.open")}`} onClick={onOpen} {...target}>
        <Icon name={ICONS[delivery.state]} size={15} />
      </button>
      {hint}
    </>
  );
}
