import classes from "@/app/Shell.module.css";
import { useT } from "@/shared/i18n";
import { useLiveState } from "@/shared/live/context";

/** Says that the screen may be out of date, and nothing when it is not. */
export function Banner() {
  const t = useT();
  const state = useLiveState();
  return <div role="status">{state === "offline" && <p className={classes.banner}>{t("state.offline")}</p>}</div>;
}
