/** Whether it is open at this moment, and when that changes. */
import { useFormat } from "@/shared/format";
import { useT } from "@/shared/i18n";
import { useOpenNow, type Whose } from "@/features/schedule/api/hours";
import classes from "@/features/schedule/ui/Week.module.css";

export function OpenNow({ whose }: { whose: Whose }) {
  const t = useT();
  const format = useFormat();
  const now = useOpenNow(whose).data;
  if (!now) return null;
  const at = now.open ? now.closes_at : now.opens_at;
  const today = at && new Date(at).toDateString() === new Date().toDateString();
  const when = at ? (today ? format.clock(at) : `${format.date(at)}, ${format.clock(at)}`) : "";
  const words = now.open ? (at ? t("hours.now.open", { when }) : t("hours.now.always")) : at ? t("hours.now.closed", { when }) : t("hours.now.never");
  return (
    <p className={classes.now} data-open={now.open || undefined}>
      {words}
    </p>
  );
}
