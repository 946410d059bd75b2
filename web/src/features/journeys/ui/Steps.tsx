/** The road as a list: the same graph for keyboards, screen readers and phones. */
import type { Finding, NodeFigures } from "@/features/journeys/api/journeys";
import { inOrder, outs, START, type Graph, type Node, type Trigger } from "@/features/journeys/graph";
import { Counts } from "@/features/journeys/ui/Counts";
import classes from "@/features/journeys/ui/Journeys.module.css";
import { useNodeWords } from "@/features/journeys/ui/words";
import { useI18n, useT } from "@/shared/i18n";

export interface Shown {
  graph: Graph;
  findings: Finding[];
  figures: Map<string, NodeFigures>;
  chosen: string;
  onChoose: (id: string) => void;
}

export function Steps({ graph, findings, figures, chosen, onChoose }: Shown) {
  const t = useT();
  const words = useNodeWords();
  const row = (id: string, kind: string, title: string, about: string, node: Node | Trigger) => {
    const wrong = findings.some((one) => one.node === id && one.error);
    return (
      <li key={id}>
        <button type="button" className={classes.step} aria-current={chosen === id} data-wrong={wrong} onClick={() => onChoose(id)}>
          <span className={classes.kind}>{kind}</span>
          <strong>{title}</strong>
          {about && <span className={classes.quiet}>{about}</span>}
          <Leads graph={graph} node={node} />
          <Counts figures={figures.get(id)} />
          {wrong && <span className={classes.wrong}>{t("journeys.to_mend")}</span>}
        </button>
      </li>
    );
  };
  return (
    <ol className={classes.steps} aria-label={t("journeys.steps")}>
      {row(START, t("journeys.start"), t(`journeys.trigger.${graph.trigger.type}`), graph.trigger.type === "event" ? graph.trigger.event : "", graph.trigger)}
      {inOrder(graph).map((node) => row(node.id, t(`journeys.node.${node.type}`), node.title || t(`journeys.node.${node.type}`), words(node), node))}
    </ol>
  );
}

/** Where it leads, by names. */
function Leads({ graph, node }: { graph: Graph; node: Node | Trigger }) {
  const t = useT();
  const out = useOutName();
  const ways = outs(node);
  if (ways.length === 0) return null;
  const name = (id: string) => {
    const found = graph.nodes.find((one) => one.id === id);
    return found ? found.title || t(`journeys.node.${found.type}`) : t("journeys.nowhere");
  };
  return <span className={classes.quiet}>{ways.map(([way, target]) => `${out(way)} → ${name(target)}`).join(" · ")}</span>;
}

export function useOutName(): (out: string) => string {
  const { t, byCode } = useI18n();
  return (out) => (out.startsWith("share_") ? t("journeys.out.share", { n: Number(out.slice("share_".length)) + 1 }) : (byCode("journeys.out", out) ?? out));
}
