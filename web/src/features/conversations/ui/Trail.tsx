/** The provable way of one message, step by step. */
import { Drawer } from "@mantine/core";
import { useFormat } from "@/shared/format";
import { useI18n } from "@/shared/i18n";
import { Failure, SkeletonRows } from "@/shared/ui/states";
import type { Cost, TrailStep } from "@/shared/api/types";
import { useTrail } from "@/features/conversations/api/trail";
import { money } from "@/features/prices";
import { RawMessage } from "@/features/conversations/ui/RawMessage";
import classes from "@/features/conversations/ui/Trail.module.css";

const BAD = new Set(["failed", "skipped"]);
const RECEIVED = "received_raw";
const UNSURE = new Set(["unknown"]);

export function TrailPanel({ messageId, onClose }: { messageId: string | null; onClose: () => void }) {
  const { t } = useI18n();
  return (
    <Drawer opened={messageId !== null} onClose={onClose} position="right" size={380} title={t("trail.title")} closeButtonProps={{ "aria-label": t("action.close") }}>
      {messageId && <TrailSteps messageId={messageId} />}
    </Drawer>
  );
}

function TrailSteps({ messageId }: { messageId: string }) {
  const { t } = useI18n();
  const trail = useTrail(messageId);
  if (trail.isPending) return <SkeletonRows rows={5} height={28} />;
  if (trail.isLoadingError) return <Failure error={trail.error} retry={() => void trail.refetch()} />;
  return (
    <>
      <p className={classes.lead}>{t("trail.lead")}</p>
      <ol className={classes.steps}>
        {trail.data.steps.map((step, index) => (
          <Step key={index} step={step} />
        ))}
      </ol>
      {trail.data.costs.map((cost, index) => (
        <Spent key={index} cost={cost} />
      ))}
      {trail.data.steps.some(({ code }) => code === RECEIVED) && <RawMessage messageId={messageId} />}
    </>
  );
}

/** As prices were when it was sent; each sending of one message costs. */
function Spent({ cost }: { cost: Cost }) {
  const { t, locale } = useI18n();
  const price = money(cost.micros, cost.currency, locale);
  return (
    <p className={classes.cost}>
      <span>{t("trail.cost")}</span>
      <b>{cost.segments === null ? price : t("trail.cost.sms", { price, segments: t("sms.segments", { count: cost.segments }) })}</b>
    </p>
  );
}

function Step({ step }: { step: TrailStep }) {
  const { byCode } = useI18n();
  const format = useFormat();
  const tone = BAD.has(step.code) ? "broken" : UNSURE.has(step.code) ? "soon" : undefined;
  return (
    <li className={classes.step} data-tone={tone}>
      <p className={classes.name}>
        {byCode("trail", step.code) ?? step.code}
        {step.by && <span className={classes.by}> · {step.by}</span>}
      </p>
      <time dateTime={step.at}>{format.exact(step.at)}</time>
      {step.detail && <Detail detail={step.detail} />}
    </li>
  );
}

/** A code comes first, the provider's own words after it; the code is said in ours. */
function Detail({ detail }: { detail: string }) {
  const { byCode } = useI18n();
  const [code = "", ...words] = detail.split(" ");
  const said = byCode("error", code);
  return (
    <>
      {said && <p className={classes.why}>{said}</p>}
      <p className={classes.detail}>{said ? words.join(" ") : detail}</p>
    </>
  );
}
