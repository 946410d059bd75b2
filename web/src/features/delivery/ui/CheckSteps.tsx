/** What "test connection" tried, step by step, and what to do about the one that failed. */
import { useI18n } from "@/shared/i18n";
import { Icon } from "@/shared/ui/icons";
import { ErrorLine } from "@/shared/ui/states";
import type { CheckStep } from "@/shared/api/types";
import type { useCheckChannel } from "@/features/delivery/api/channels";
import classes from "@/features/delivery/ui/Channels.module.css";

export function CheckSteps({ check }: { check: ReturnType<typeof useCheckChannel> }) {
  const { t } = useI18n();
  if (check.isError) return <ErrorLine error={check.error} />;
  if (!check.data) return null;
  const { steps } = check.data;
  return (
    <div role="status">
      <ol className={classes.steps} aria-label={t("channel.check")}>
        {steps.map((step) => (
          <Step key={`${step.code} ${step.detail}`} step={step} />
        ))}
      </ol>
      {steps.every(({ ok }) => ok) && <p className={classes.well}>{t("channel.check.well")}</p>}
    </div>
  );
}

function Step({ step }: { step: CheckStep }) {
  const { t, byCode } = useI18n();
  const code = step.detail.split(": ")[0] ?? "";
  const advice = step.ok ? null : (byCode("error", code) ?? byCode("error", step.code));
  return (
    <li className={classes.step} data-tone={step.ok ? "kept" : "broken"}>
      <Icon name={step.ok ? "check" : "alert"} size={16} />
      <span>
        {byCode("check", step.code) ?? step.code}
        <span className="unseen">: {step.ok ? t("channel.check.ok") : t("channel.check.failed")}</span>
        {advice && <span className={classes.advice}>{advice}</span>}
        {step.detail && <small>{step.detail}</small>}
      </span>
    </li>
  );
}
