/** Put off, hand over, or close a debt: what, until when or to whom, and why. */
import { Button, Modal, Textarea } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { useFormat } from "@/shared/format";
import { useI18n, useT } from "@/shared/i18n";
import { Actions, Stack } from "@/shared/ui/layout";
import { ErrorLine } from "@/shared/ui/states";
import { useToasts } from "@/shared/ui/toasts";
import type { Debt } from "@/shared/api/types";
import { useDecide, useDecisions, type Deciding } from "@/features/debts/api/debts";
import { sayMoment } from "@/features/debts/why";
import { dueChoices } from "@/features/tasks";
import { OwnerSelect, useColleagues, useTeams, type Owner } from "@/features/workspaces";
import classes from "@/features/debts/ui/Debts.module.css";

const DateTimeField = lazy(() => import("@/shared/ui/DateTimeField").then(({ DateTimeField: component }) => ({ default: component })));
const REASONS = ["not_needed", "by_phone", "spam"] as const;

export type DecideKind = "settle" | "put_off" | "give";

interface Props {
  debt: Debt;
  kind: DecideKind;
  onClose: () => void;
}

export function Decide({ debt, kind, onClose }: Props) {
  const { t } = useI18n();
  return (
    <Modal opened onClose={onClose} title={`${t(`debts.${kind}`)}: ${debt.contact_name || debt.text}`} size="sm" centered closeButtonProps={{ "aria-label": t("action.close") }}>
      <Form debt={debt} kind={kind} onClose={onClose} />
      <History id={debt.id} />
    </Modal>
  );
}

function Form({ debt, kind, onClose }: Props) {
  const t = useT();
  const [now] = useState(() => new Date());
  const [reason, setReason] = useState("");
  const [until, setUntil] = useState<Date | null>(() => dueChoices(now)[0]?.at ?? null);
  const [owner, setOwner] = useState<Owner | null>(null);
  const { error, isPending, decide } = useDeciding(debt, onClose);
  const wanted = wantedOf(kind, reason.trim(), until, owner);
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    if (wanted) decide(wanted);
  };
  return (
    <form onSubmit={submit}>
      <Stack gap={3}>
        {kind === "put_off" && (
          <Suspense>
            <DateTimeField label={t("debts.until")} value={until} onChange={setUntil} min={now} quick={dueChoices(now).map(({ title, at }) => ({ label: t(title), at }))} />
          </Suspense>
        )}
        {kind === "give" && <OwnerSelect label={t("tasks.owner")} value={owner} onChange={setOwner} />}
        {kind === "settle" && (
          <div className={classes.kinds}>
            {REASONS.map((one) => (
              <button key={one} type="button" className={classes.chip} onClick={() => setReason(t(`debts.reason.${one}`))}>
                {t(`debts.reason.${one}`)}
              </button>
            ))}
          </div>
        )}
        <Textarea label={t("debts.reason")} description={t("debts.reason.about")} data-autofocus autosize minRows={2} maxRows={6} maxLength={500} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
        <ErrorLine error={error} />
        <Actions>
          <Button variant="default" onClick={onClose}>
            {t("action.cancel")}
          </Button>
          <Button type="submit" disabled={!wanted} loading={isPending}>
            {t(`debts.${kind}`)}
          </Button>
        </Actions>
      </Stack>
    </form>
  );
}

/** Null while something is missing. */
function wantedOf(kind: DecideKind, reason: string, until: Date | null, owner: Owner | null): Deciding | null {
  if (kind === "give") return owner && { act: "give", reason, owner };
  if (!reason) return null;
  if (kind === "settle") return { act: "settle", reason };
  return until && { act: "put_off", reason, until: until.toISOString() };
}

function useDeciding(debt: Debt, onDone: () => void) {
  const t = useT();
  const format = useFormat();
  const { tell, tellError } = useToasts();
  const { mutate, error, isPending } = useDecide();
  const undo = debt.kind === "task" || debt.kind === "consultation" ? undefined : () => mutate({ id: debt.id, deciding: { act: "take_back" } }, { onError: tellError });
  const told = (deciding: Deciding) => {
    if (deciding.act === "put_off") tell(t("debts.told.put_off", { at: sayMoment(deciding.until, new Date(), format) }), () => mutate({ id: debt.id, deciding: { act: "take_back" } }, { onError: tellError }));
    if (deciding.act === "settle") tell(t("debts.told.settled"), undo);
    if (deciding.act === "give") tell(t("debts.told.given"));
    onDone();
  };
  return { error, isPending, decide: (deciding: Deciding) => mutate({ id: debt.id, deciding }, { onSuccess: () => told(deciding) }) };
}

function History({ id }: { id: string }) {
  const t = useT();
  const format = useFormat();
  const colleagues = useColleagues();
  const teams = useTeams().data ?? [];
  const decisions = useDecisions(id).data ?? [];
  if (decisions.length === 0) return null;
  const nameOf = (operator: string | null, team: string | null) => colleagues.get(operator ?? "")?.name ?? teams.find(({ id: one }) => one === team)?.name ?? "";
  return (
    <section className={classes.history} aria-label={t("debts.history")}>
      <ul>
        {decisions.map((one) => (
          <li key={one.id}>
            {t(`debts.act.${one.act}`, { who: nameOf(one.by_id, null), whom: nameOf(one.operator_id, one.team_id), reason: one.reason, until: one.until ? sayMoment(one.until, new Date(), format) : "" })} <time title={format.exact(one.at)}>{format.ago(one.at)}</time>
          </li>
        ))}
      </ul>
    </section>
  );
}
