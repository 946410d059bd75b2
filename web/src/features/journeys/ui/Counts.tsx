/** What happened at a node so far, in a line; why something did not go is said in the node's panel. */
import type { NodeFigures } from "@/features/journeys/api/journeys";
import classes from "@/features/journeys/ui/Journeys.module.css";
import { useFormat } from "@/shared/format";
import { useT } from "@/shared/i18n";

export function Counts({ figures }: { figures: NodeFigures | undefined }) {
  const t = useT();
  const format = useFormat();
  if (!figures) return null;
  const sum = (pick: (one: NodeFigures["sendings"][number]) => number) => figures.sendings.reduce((total, one) => total + pick(one), 0);
  const all = (counts: Record<string, number>) => Object.values(counts).reduce((total, one) => total + one, 0);
  const wrong: [string, number][] = [
    [t("journeys.count.failed"), sum(({ failures }) => all(failures))],
    [t("journeys.count.skipped"), all(figures.refused) + sum(({ skipped }) => all(skipped))],
  ];
  const shown: [string, number][] = [
    [t("journeys.count.entered"), figures.entered],
    ...(figures.waiting ? [[t("journeys.count.waiting"), figures.waiting] as [string, number]] : []),
    ...(figures.sendings.length > 0 ? ([[t("journeys.count.sent"), sum(({ sent }) => sent)], [t("journeys.count.read"), sum(({ read }) => read)]] as [string, number][]) : []),
    ...wrong.filter(([, number]) => number > 0),
  ];
  return (
    <span className={classes.counts}>
      {shown.map(([word, number]) => (
        <span key={word}>
          {word} <strong>{format.number(number)}</strong>
        </span>
      ))}
    </span>
  );
}
