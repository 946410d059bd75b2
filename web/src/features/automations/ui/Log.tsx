/** Why a rule fired or did not: each condition with what it looked at, each action with what came of it. */
import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { useI18n } from "@/shared/i18n";
import { More } from "@/shared/ui/More";
import { Stack } from "@/shared/ui/layout";
import { Empty, Failure, SkeletonRows } from "@/shared/ui/states";
import { TimeAgo } from "@/shared/ui/TimeAgo";
import { useRuns } from "@/features/automations/api/automations";
import type { Outcome, Run } from "@/features/automations/types";
import classes from "@/features/automations/ui/Builder.module.css";
import { Checks } from "@/features/automations/ui/Checks";
import { ConversationLink } from "@/features/automations/ui/TrialResult";

const CHOICES = { all: null, fired: true, not: false } as const;
type Choice = keyof typeof CHOICES;

export function Log({ id }: { id: string }) {
  const { t } = useI18n();
  const [choice, setChoice] = useState<Choice>("all");
  const query = useRuns(id, CHOICES[choice]);
  const runs = query.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Stack>
      <SegmentedControl size="xs" aria-label={t("automations.log")} value={choice} data={[{ value: "all", label: t("automations.log.all") }, { value: "fired", label: t("automations.log.fired") }, { value: "not", label: t("automations.log.not") }]} onChange={(value) => setChoice(value)} />
      {query.isPending ? (
        <SkeletonRows rows={5} height={52} />
      ) : query.isLoadingError ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : runs.length === 0 ? (
        <Empty icon="list" title={t("automations.log.empty")} text={t("automations.log.empty.text")} />
      ) : (
        <ul className={classes.log}>
          {runs.map((run) => (
            <Line key={run.id} run={run} />
          ))}
        </ul>
      )}
      <More query={query} />
    </Stack>
  );
}

function Line({ run }: { run: Run }) {
  const { t } = useI18n();
  return (
    <li className={classes.run}>
      <div className={classes.runHead}>
        <b>{t(`automations.result.${run.result}`)}</b>
        <ConversationLink conversation={run.conversation} />
        <TimeAgo at={run.at} />
      </div>
      <Checks checks={run.checks} />
      <Outcomes outcomes={run.outcomes} />
    </li>
  );
}

function Outcomes({ outcomes }: { outcomes: Outcome[] }) {
  const { t, byCode } = useI18n();
  if (outcomes.length === 0) return null;
  return (
    <ul className={classes.checks}>
      {outcomes.map(({ kind, state, code, params }, index) => {
        const texts = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)]));
        const why = code ? `: ${byCode("error", code, texts) ?? code}` : "";
        return (
          <li key={index}>
            → {byCode("automations.then", kind) ?? kind}, {t(`automations.outcome.${state}`)}
            {why}
          </li>
        );
      })}
    </ul>
  );
}
