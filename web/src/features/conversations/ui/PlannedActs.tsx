/** Change, send now, cancel: under a planned bubble and in the person's own list. */
import { lazy, Suspense, useState } from "react";
import { useI18n } from "@/shared/i18n";
import { Confirm } from "@/shared/ui/Confirm";
import { useToasts } from "@/shared/ui/toasts";
import type { Planned } from "@/shared/api/types";
import { useCancelPlanned, useChangePlanned, usePlan, useSendPlanned, type Plan } from "@/features/conversations/api/planned";
import type { Chosen } from "@/features/conversations/ui/PlanPanel";
import classes from "@/features/conversations/ui/Planned.module.css";
import { useMay, useMe } from "@/features/workspaces";

const PlanPanel = lazy(() => import("@/features/conversations/ui/PlanPanel").then(({ PlanPanel: component }) => ({ default: component })));

export function PlannedActs({ planned }: { planned: Planned }) {
  const { t } = useI18n();
  const { tell, tellError } = useToasts();
  const [changing, setChanging] = useState(false);
  const change = useChangePlanned();
  const sending = useSendPlanned();
  const cancelling = useCancelling(planned);
  const own = planned.author.id === useMe().operator.id;
  const mayWrite = useMay("conversations.write");
  if (!mayWrite) return null;
  const busy = sending.isPending || cancelling.pending;
  const save = ({ at, onlyUnanswered, text }: Chosen) => change.mutateAsync({ id: planned.id, plan: { ...planOf(planned), text, send_at: at.toISOString(), only_unanswered: onlyUnanswered } });
  return (
    <div className={classes.acts}>
      {own && <button type="button" disabled={busy} onClick={() => setChanging(true)}>{t("planned.change")}</button>}
      <button type="button" disabled={busy} onClick={() => void sending.mutateAsync(planned).then(() => tell(t("planned.sent")), tellError)}>{t("thread.send_now")}</button>
      <button type="button" disabled={busy} onClick={cancelling.ask}>{t("planned.cancel")}</button>
      <Suspense>{changing && <PlanPanel title={t("planned.title.change")} submit={t("action.save")} planned={planned} onSubmit={save} onClose={() => setChanging(false)} />}</Suspense>
      <Confirm opened={cancelling.asking} title={t("planned.cancel.sure")} text={t("planned.cancel.sure.text")} action={t("planned.cancel")} pending={cancelling.pending} error={cancelling.error} onConfirm={() => cancelling.cancel(null)} onClose={cancelling.leave} />
    </div>
  );
}

function planOf({ text, attachment_ids, reply_to_id, subject, send_at, only_unanswered }: Planned): Plan {
  return { text, attachment_ids, reply_to_id, subject, send_at, only_unanswered };
}

/** One's own with its moment ahead can be planned again; for the rest nothing brings the words back, so it asks. */
function useCancelling(planned: Planned) {
  const { t } = useI18n();
  const { tell, tellError } = useToasts();
  const [asking, setAsking] = useState(false);
  const { mutateAsync, isPending, error } = useCancelPlanned();
  const again = usePlan(planned.conversation_id);
  const own = planned.author.id === useMe().operator.id;
  const undo = () => void again.mutateAsync(planOf(planned)).catch(tellError);
  // Told by promises: the planned answer, and these acts with it, may have left the screen before the request is back.
  const cancel = (back: (() => void) | null) =>
    void mutateAsync(planned).then(() => tell(t("planned.cancelled"), back ?? undefined), back ? tellError : () => undefined);
  const ask = () => (own && new Date(planned.send_at) > new Date() ? cancel(undo) : setAsking(true));
  return { asking, ask, cancel, leave: () => setAsking(false), pending: isPending, error };
}
