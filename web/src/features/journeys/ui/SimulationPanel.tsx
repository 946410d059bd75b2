/** What would have come of it over the last month, with its price; nothing is sent. */
import { Button, NumberInput } from "@mantine/core";
import { useState } from "react";
import { useSimulate, type Simulation } from "@/features/journeys/api/journeys";
import { START, type Graph } from "@/features/journeys/graph";
import classes from "@/features/journeys/ui/Journeys.module.css";
import { useRefusalWords } from "@/features/journeys/words";
import { useFormat } from "@/shared/format";
import { costs } from "@/shared/format/money";
import { useI18n, useT } from "@/shared/i18n";
import { Facts, Stack } from "@/shared/ui/layout";
import { ErrorLine } from "@/shared/ui/states";

const READ_PERCENT = 30;
const HUNDRED = 100;

export function SimulationPanel({ graph }: { graph: Graph }) {
  const t = useT();
  const simulate = useSimulate();
  const [percent, setPercent] = useState(READ_PERCENT);
  return (
    <Stack gap={3}>
      <p className={classes.about}>{t("journeys.simulation.lead")}</p>
      <NumberInput label={t("journeys.simulation.read")} min={0} max={HUNDRED} allowDecimal={false} clampBehavior="strict" value={percent} onChange={(value) => setPercent(Number(value) || 0)} />
      <Button loading={simulate.isPending} onClick={() => simulate.mutate({ graph, read_percent: percent })}>
        {t("journeys.simulation.run")}
      </Button>
      <ErrorLine error={simulate.error} />
      {simulate.data && <Found found={simulate.data} graph={graph} />}
    </Stack>
  );
}

function Found({ found, graph }: { found: Simulation; graph: Graph }) {
  const { t, locale } = useI18n();
  const format = useFormat();
  const cost = costs(found.costs, locale);
  const items: [string, string][] = [
    [t("journeys.simulation.people"), format.number(found.people)],
    [t("journeys.simulation.messages"), format.number(found.messages)],
    [t("journeys.simulation.per_person"), found.messages_per_person.toLocaleString(locale)],
    [t("journeys.simulation.cost"), cost || t("journeys.no_price")],
  ];
  if (found.unpriced > 0 && cost) items.push([t("journeys.simulation.unpriced"), format.number(found.unpriced)]);
  if (found.looked_at < found.people) items.push([t("journeys.simulation.looked_at"), format.number(found.looked_at)]);
  return (
    <>
      <Facts items={items} />
      <StepFigures found={found} graph={graph} />
    </>
  );
}

/** Step by step: who would come, what would be sent, and whom it is closed to. */
function StepFigures({ found, graph }: { found: Simulation; graph: Graph }) {
  const { t, locale } = useI18n();
  const format = useFormat();
  const refused = useRefusalWords();
  const title = (id: string) => graph.nodes.find((one) => one.id === id)?.title ?? id;
  return (
    <ul className={classes.people} aria-label={t("journeys.steps")}>
      {found.nodes
        .filter(({ node, entered }) => node !== START && entered > 0)
        .map((one) => (
          <li key={one.node}>
            <strong>{title(one.node)}</strong>
            <span className={classes.counts}>
              <span>
                {t("journeys.count.entered")} <strong>{format.number(one.entered)}</strong>
              </span>
              {one.sent > 0 && (
                <span>
                  {t("journeys.simulation.sent")} <strong>{format.number(one.sent)}</strong>
                </span>
              )}
              {Object.keys(one.costs).length > 0 && (
                <span>
                  {t("journeys.simulation.cost")} <strong>{costs(one.costs, locale)}</strong>
                </span>
              )}
            </span>
            {Object.entries(one.skipped).map(([code, count]) => (
              <span key={code} className={classes.quiet}>{`${refused(code)}: ${format.number(count)}`}</span>
            ))}
          </li>
        ))}
    </ul>
  );
}
