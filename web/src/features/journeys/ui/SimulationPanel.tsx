/** What would have come of it over the last month, with its price; nothing is sent. */
import { Button, NumberInput } from "@mantine/core";
import { useState } from "react";
import { useSimulate } from "@/features/journeys/api/journeys";
import type { Graph } from "@/features/journeys/graph";
import { useFormat } from "@/shared/format";
import { useI18n } from "@/shared/i18n";
import { Facts, Stack } from "@/shared/ui/layout";
import { ErrorLine } from "@/shared/ui/states";

const MICROS = 1_000_000;
const READ_PERCENT = 30;

export function SimulationPanel({ graph }: { graph: Graph }) {
  const { t, locale } = useI18n();
  const format = useFormat();
  const simulate = useSimulate();
  const [percent, setPercent] = useState(READ_PERCENT);
  const found = simulate.data;
  const cost = found && (found.cost_currency ? new Intl.NumberFormat(locale, { style: "currency", currency: found.cost_currency }).format(found.cost_micros / MICROS) : t("journeys.no_price"));
  return (
    <Stack gap={3}>
      <p>{t("journeys.simulation.lead")}</p>
      <NumberInput label={t("journeys.simulation.read")} min={0} max={100} value={percent} onChange={(value) => setPercent(Number(value) || 0)} />
      <Button loading={simulate.isPending} onClick={() => simulate.mutate({ graph, read_percent: percent })}>
        {t("journeys.simulation.run")}
      </Button>
      <ErrorLine error={simulate.error} />
      {found && (
        <Facts
          items={[
            [t("journeys.simulation.people"), format.number(found.people)],
            [t("journeys.simulation.messages"), format.number(found.messages)],
            [t("journeys.simulation.per_person"), found.messages_per_person.toLocaleString(locale)],
            [t("journeys.simulation.cost"), cost ?? ""],
            [t("journeys.simulation.unpriced"), format.number(found.unpriced)],
            [t("journeys.simulation.looked_at"), format.number(found.looked_at)],
          ]}
        />
      )}
    </Stack>
  );
}
