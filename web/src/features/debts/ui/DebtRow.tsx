/** One debt: who waits, for what, why, whose it is, and what can be done. */
import { Link } from "@tanstack/react-router";
import { useFormat } from "@/shared/format";
import { useNow } from "@/shared/format/useNow";
import { useI18n, useT } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/IconButton";
import type { Debt } from "@/shared/api/types";
import type { When } from "@/features/debts/api/debts";
import type { DecideKind } from "@/features/debts/ui/Decide";
import { sayMoment, sayWhy } from "@/features/debts/why";
import { useColleagues, useMay, useTeams } from "@/features/workspaces";
import classes from "@/features/debts/ui/Debts.module.css";

interface Props {
  debt: Debt;
  when: When;
  marked: boolean;
  onOpen: () => void;
  onDecide: (kind: DecideKind) => void;
  onTakeBack: () => void;
}

export function DebtRow({ debt, when, marked, onOpen, onDecide, onTakeBack }: Props) {
  const i18n = useI18n();
  const { t } = i18n;
  const format = useFormat();
  const now = useNow();
  return (
    <li className={classes.debt} data-urgency={when} data-marked={marked || undefined} data-debt={debt.id} aria-current={marked || undefined}>
      <span className={classes.bar} />
      <div className={classes.body}>
        <p className={classes.line}>
          <About debt={debt} />
          <span className={classes.kind}>{t(`debts.kind.${debt.kind}`)}</span>
        </p>
        <p className={classes.text} title={debt.text} dir="auto">
          {debt.text}
        </p>
        <p className={classes.why}>
          <b>{sayWhy(debt, now, format, i18n)}</b> · <Whose debt={debt} />
          {when === "resting" && debt.rests_until && <> · {t("debts.rests", { at: sayMoment(debt.rests_until, now, format) })}</>}
        </p>
      </div>
      <Acts debt={debt} when={when} onOpen={onOpen} onDecide={onDecide} onTakeBack={onTakeBack} />
    </li>
  );
}

function About({ debt }: { debt: Debt }) {
  const t = useT();
  const name = debt.contact_name || (debt.conversation_number ? t("contact.nameless_number", { number: debt.conversation_number }) : t("contact.nameless"));
  if (debt.conversation_id)
    return (
      <Link to="/inbox/$conversationId" params={{ conversationId: debt.conversation_id }} search={{}} className={classes.name} dir="auto">
        {name}
      </Link>
    );
  return (
    <Link to="/contacts/$contactId" params={{ contactId: debt.contact_id ?? "" }} search={{}} className={classes.name} dir="auto">
      {name}
    </Link>
  );
}

function Whose({ debt }: { debt: Debt }) {
  const t = useT();
  const owner = useColleagues().get(debt.operator_id ?? "");
  const team = (useTeams().data ?? []).find(({ id }) => id === debt.team_id);
  return <span>{owner?.name ?? (team ? t("tasks.of_team", { name: team.name }) : t("debts.nobody"))}</span>;
}

function Acts({ debt, when, onOpen, onDecide, onTakeBack }: Omit<Props, "marked">) {
  const t = useT();
  const mayWrite = useMay("conversations.write");
  return (
    <div className={classes.acts}>
      <IconButton icon={debt.conversation_id ? "reply" : "open"} label={t(debt.conversation_id ? "debts.answer" : "debts.open")} hint="R" onClick={onOpen} />
      {mayWrite && when === "resting" && <IconButton icon="retry" label={t("debts.take_back")} onClick={onTakeBack} />}
      {mayWrite && (
        <>
          <IconButton icon="clock" label={t("debts.put_off")} hint="S" onClick={() => onDecide("put_off")} />
          <IconButton icon="user" label={t("debts.give")} hint="A" onClick={() => onDecide("give")} />
          <IconButton icon="check" label={t("debts.settle")} hint="E" onClick={() => onDecide("settle")} />
        </>
      )}
    </div>
  );
}
