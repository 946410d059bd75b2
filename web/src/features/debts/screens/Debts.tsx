/** The morning view: what is overdue and what is due today, by kind and by owner, the most urgent first; by keys. */
import { SegmentedControl } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { useFormat } from "@/shared/format";
import { useT } from "@/shared/i18n";
import { Icon } from "@/shared/ui/icons";
import { More } from "@/shared/ui/More";
import { Page } from "@/shared/ui/Page";
import { Empty, Failure, SkeletonRows } from "@/shared/ui/states";
import { useHotkeys } from "@/shared/ui/useHotkeys";
import { useToasts } from "@/shared/ui/toasts";
import type { Debt, DebtSummary } from "@/shared/api/types";
import { useDebts, useDecide, useSummary, type Narrow, type When, type Whose } from "@/features/debts/api/debts";
import type { DecideKind } from "@/features/debts/ui/Decide";
import { DebtRow } from "@/features/debts/ui/DebtRow";
import { morning } from "@/features/debts/morning";
import { neighbour } from "@/features/debts/why";
import { useColleagues, useMay, useMe, useTeams } from "@/features/workspaces";
import { useMemory } from "@/shared/useMemory";
import classes from "@/features/debts/ui/Debts.module.css";

const Decide = lazy(() => import("@/features/debts/ui/Decide").then(({ Decide: component }) => ({ default: component })));
const WHOSE: readonly Whose[] = ["mine", "team", "all"];
const LEADS: readonly string[] = ["supervisor", "administrator", "owner"];

export function Debts() {
  const t = useT();
  const { id, role } = useMe().operator;
  const leads = LEADS.includes(role);
  useEffect(() => morning.see(id, new Date()), [id]);
  const [whose, setWhose] = useMemory<Whose>("debts.whose", leads ? "all" : "mine");
  const [chosen, setChosen] = useState<Omit<Narrow, "whose">>({});
  const narrow = { whose, ...chosen };
  const summary = useSummary(narrow);
  return (
    <Page
      title={t("nav.debts")}
      lead={t("debts.lead")}
      width="form"
      tools={<SegmentedControl aria-label={t("debts.whose")} data={WHOSE.map((value) => ({ value, label: t(`debts.whose.${value}`) }))} value={whose} onChange={(value) => setWhose(value)} />}
    >
      {summary.isLoadingError && <Failure error={summary.error} retry={() => void summary.refetch()} />}
      {summary.isPending && <SkeletonRows rows={6} height={60} />}
      {summary.data && (
        <>
          <Kinds summary={summary.data} narrow={narrow} onChoose={(kind) => setChosen({ ...chosen, kind })} />
          {leads && whose === "all" && <Owners summary={summary.data} narrow={narrow} onChoose={(owner) => setChosen({ kind: chosen.kind, ...owner })} />}
          <Sections summary={summary.data} narrow={narrow} />
        </>
      )}
    </Page>
  );
}

interface Choosing<Value> {
  summary: DebtSummary;
  narrow: Narrow;
  onChoose: (value: Value) => void;
}

function Kinds({ summary, narrow, onChoose }: Choosing<Narrow["kind"]>) {
  const t = useT();
  const format = useFormat();
  const counted = summary.kinds.filter(({ overdue, today, kind }) => overdue + today > 0 || kind === narrow.kind);
  if (counted.length < 2 && !narrow.kind) return null;
  return (
    <div className={classes.kinds} role="group" aria-label={t("debts.kinds")} style={{ marginBottom: "var(--space-4)" }}>
      {narrow.kind && (
        <button type="button" className={classes.chip} onClick={() => onChoose(undefined)}>
          {t("debts.kind.all")}
        </button>
      )}
      {counted.map(({ kind, overdue, today }) => (
        <button key={kind} type="button" className={classes.chip} aria-pressed={narrow.kind === kind} onClick={() => onChoose(narrow.kind === kind ? undefined : kind)}>
          {t(`debts.kind.${kind}`)} · {format.number(overdue + today)}
        </button>
      ))}
    </div>
  );
}

function Owners({ summary, narrow, onChoose }: Choosing<Pick<Narrow, "operator_id" | "team_id">>) {
  const t = useT();
  const colleagues = useColleagues();
  const teams = useTeams().data ?? [];
  if (summary.owners.length < 2 && !narrow.operator_id && !narrow.team_id) return null;
  const nameOf = ({ operator_id: operator, team_id: team }: DebtSummary["owners"][number]) => colleagues.get(operator ?? "")?.name ?? teams.find(({ id }) => id === team)?.name ?? t("debts.nobody");
  return (
    <section className={classes.owners} aria-label={t("debts.owners")}>
      <h2 className={classes.heading}>{t("debts.owners")}</h2>
      <ul>
        {summary.owners.map((owner) => {
          const { operator_id: operator, team_id: team, overdue, today } = owner;
          const on = Boolean(operator ? operator === narrow.operator_id : team && team === narrow.team_id);
          return (
            <li key={operator ?? team ?? "nobody"}>
              <button type="button" className={classes.owner} aria-pressed={on} disabled={!operator && !team} onClick={() => onChoose(on ? {} : operator ? { operator_id: operator } : { team_id: team ?? undefined })}>
                <span className={classes.ownerName}>{nameOf(owner)}</span>
                <span className={classes.tally} data-late={overdue > 0 || undefined}>
                  {t("debts.owner.tally", { overdue, today })}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

const FOLDED: readonly When[] = ["later", "resting"];

/** What is folded is asked for when it is opened. */
function Sections({ summary, narrow }: { summary: DebtSummary; narrow: Narrow }) {
  const t = useT();
  const [opened, setOpened] = useState<readonly When[]>([]);
  const lists = {
    overdue: useDebts("overdue", narrow),
    today: useDebts("today", narrow),
    later: useDebts("later", narrow, opened.includes("later")),
    resting: useDebts("resting", narrow, opened.includes("resting")),
  };
  const shown = (["overdue", "today", ...opened] as When[]).map((when) => ({ when, rows: (lists[when].data?.pages ?? []).flatMap(({ items }) => items) }));
  const keys = useRows(shown.flatMap(({ rows }) => rows));
  const nothing = summary.overdue + summary.today === 0;
  const fold = (when: When) => setOpened(opened.includes(when) ? opened.filter((one) => one !== when) : [...opened, when]);
  return (
    <>
      {nothing && <Empty icon="check" title={t("debts.empty")} text={summary.later > 0 ? t("debts.empty.later", { count: summary.later }) : t("debts.empty.text")} />}
      {(["overdue", "today", "later", "resting"] as const)
        .filter((when) => summary[when] > 0)
        .map((when) => (
          <section key={when} className={classes.section} aria-label={t(`debts.when.${when}`)}>
            <Heading when={when} count={summary[when]} opened={opened.includes(when)} onFold={() => fold(when)} />
            {lists[when].isLoadingError && <Failure error={lists[when].error} retry={() => void lists[when].refetch()} />}
            {lists[when].isLoading && <SkeletonRows rows={Math.min(summary[when], 4)} height={60} />}
            <ul className={classes.list}>
              {(shown.find((one) => one.when === when)?.rows ?? []).map((debt) => (
                <DebtRow key={debt.id} debt={debt} when={when} marked={keys.markedId === debt.id} onOpen={() => keys.open(debt)} onDecide={(kind) => keys.decide(debt, kind)} onTakeBack={() => keys.takeBack(debt)} />
              ))}
            </ul>
            {(!FOLDED.includes(when) || opened.includes(when)) && <More query={lists[when]} />}
          </section>
        ))}
      <Suspense>{keys.deciding && <Decide debt={keys.deciding.debt} kind={keys.deciding.kind} onClose={keys.close} />}</Suspense>
    </>
  );
}

function Heading({ when, count, opened, onFold }: { when: When; count: number; opened: boolean; onFold: () => void }) {
  const t = useT();
  const format = useFormat();
  const words = (
    <>
      {t(`debts.when.${when}`)} <span className={classes.count}>{format.number(count)}</span>
    </>
  );
  return (
    <h2 className={classes.heading} data-when={when}>
      {FOLDED.includes(when) ? (
        <button type="button" className={classes.fold} aria-expanded={opened} onClick={onFold}>
          {words} <Icon name={opened ? "up" : "down"} size={14} />
        </button>
      ) : (
        words
      )}
    </h2>
  );
}

/** The mark that goes by keys, and what is done with the debt under it. */
function useRows(rows: Debt[]) {
  const navigate = useNavigate();
  const [marked, setMarked] = useState<{ id: string; at: number } | null>(null);
  const [deciding, setDeciding] = useState<{ debt: Debt; kind: DecideKind } | null>(null);
  const { mutate } = useDecide();
  const { tellError } = useToasts();
  const mayWrite = useMay("conversations.write");
  const debt = rows.find(({ id }) => id === marked?.id);
  const move = (by: number) => {
    const next = neighbour(rows.map(({ id }) => id), marked, by);
    setMarked(next);
    if (next) document.querySelector(`[data-debt="${next.id}"]`)?.scrollIntoView({ block: "nearest" });
  };
  const open = ({ conversation_id: conversationId, contact_id: contactId }: Debt) =>
    void (conversationId ? navigate({ to: "/inbox/$conversationId", params: { conversationId }, search: {} }) : navigate({ to: "/contacts/$contactId", params: { contactId: contactId ?? "" }, search: {} }));
  const decide = (one: Debt, kind: DecideKind) => setDeciding({ debt: one, kind });
  const byKey = (kind: DecideKind) => () => debt && decide(debt, kind);
  useHotkeys({
    j: () => move(1),
    k: () => move(-1),
    Enter: () => debt && open(debt),
    r: () => debt && open(debt),
    ...(mayWrite && { s: byKey("put_off"), a: byKey("give"), e: byKey("settle") }),
  });
  return { markedId: marked?.id, open, decide, deciding, close: () => setDeciding(null), takeBack: (one: Debt) => mutate({ id: one.id, deciding: { act: "take_back" } }, { onError: tellError }) };
}
