/** Each condition as it was found: held or not, and what it looked at. */
import { useT } from "@/shared/i18n";
import { Icon } from "@/shared/ui/icons";
import type { Check } from "@/features/automations/types";
import classes from "@/features/automations/ui/Builder.module.css";
import { useSayCheck } from "@/features/automations/words";

export function Checks({ checks }: { checks: Check[] }) {
  const t = useT();
  const say = useSayCheck();
  if (checks.length === 0) return null;
  return (
    <ul className={classes.checks}>
      {checks.map((check, index) => (
        <li key={index}>
          <span className={classes.mark} data-held={check.held}>
            <Icon name={check.held ? "check" : "close"} size={14} />
            <span className="unseen">{check.held ? t("automations.held") : t("automations.not_held")}</span>
          </span>
          {check.negated && `${t("automations.not")} `}
          {say(check)}
        </li>
      ))}
    </ul>
  );
}
