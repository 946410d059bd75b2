/** What stands in the way of a launch, and what is worth a thought before it. */
import classes from "@/features/campaigns/ui/Campaigns.module.css";
import type { CampaignReview } from "@/shared/api/types";
import { useI18n } from "@/shared/i18n";
import { Icon } from "@/shared/ui/icons";

export function FindingList({ findings }: { findings: CampaignReview["findings"] }) {
  const { t, byCode } = useI18n();
  const sorted = [...findings].sort((one, two) => Number(one.severity === "warning") - Number(two.severity === "warning"));
  return (
    <section className={classes.fields} aria-label={t("campaigns.findings")} aria-live="polite">
      <h2 className={classes.subtitle}>{t("campaigns.findings")}</h2>
      {sorted.length === 0 && (
        <p className={classes.fine}>
          <Icon name="check" size={16} /> {t("campaigns.findings.none")}
        </p>
      )}
      <ul className={classes.list}>
        {sorted.map(({ code, severity, params }, index) => (
          <li key={`${code}${index}`} className={classes.finding} data-severity={severity}>
            <Icon name="alert" size={16} />
            <span>
              <span className="unseen">{t(`campaigns.severity.${severity}`)}: </span>
              {byCode("finding", code, Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)]))) ?? code}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
