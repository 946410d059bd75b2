/** What stands in the way of a launch, and what is worth a thought before it. */
import { Link } from "@tanstack/react-router";
import { useDeclared } from "@/features/campaigns/api/campaigns";
import { told, type Step } from "@/features/campaigns/findings";
import classes from "@/features/campaigns/ui/Campaigns.module.css";
import type { Campaign, CampaignPlan, CampaignReview } from "@/shared/api/types";
import { useI18n, useT } from "@/shared/i18n";
import { Icon } from "@/shared/ui/icons";

interface Props {
  campaign: Campaign;
  plan: CampaignPlan;
  findings: CampaignReview["findings"];
}

export function FindingList({ campaign, plan, findings }: Props) {
  const { t, byCode } = useI18n();
  const labels = new Map(useDeclared(plan).map(({ name, label }) => [name, label]));
  const found = told(findings, labels);
  return (
    <section className={classes.fields} aria-label={t("campaigns.findings")} aria-live="polite">
      <h2 className={classes.subtitle}>{t("campaigns.findings")}</h2>
      {found.length === 0 && (
        <p className={classes.fine}>
          <Icon name="check" size={16} /> {t("campaigns.findings.none")}
        </p>
      )}
      <ul className={classes.list}>
        {found.map(({ code, severity, params, step }, index) => (
          <li key={`${code}${index}`} className={classes.finding} data-severity={severity}>
            <Icon name="alert" size={16} />
            <span>
              <span className="unseen">{t(`campaigns.severity.${severity}`)}: </span>
              {byCode("finding", code, params) ?? code} {step && <Mend campaign={campaign} step={step} />}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Mend({ campaign, step }: { campaign: Campaign; step: Step }) {
  const t = useT();
  return (
    <Link className={classes.mend} to="/campaigns/$campaignId" params={{ campaignId: campaign.id }} search={{ part: step }} replace>
      {t("campaigns.finding.mend", { step: t(`campaigns.step.${step}`) })}
    </Link>
  );
}
