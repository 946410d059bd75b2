/** Nobody said what messages cost: where to say it, for whoever may. */
import { Link } from "@tanstack/react-router";
import { useMay } from "@/features/workspaces";
import { useT } from "@/shared/i18n";

export function SetPrices() {
  const t = useT();
  const may = useMay("channels.read");
  return may ? <Link to="/settings/prices">{t("prices.set")}</Link> : <span>{t("prices.unset")}</span>;
}
