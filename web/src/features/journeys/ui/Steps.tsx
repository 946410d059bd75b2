/** The road as a list: the same graph for keyboards, screen readers and phones. */
import type { Finding, NodeFigures } from "@/features/journeys/api/journeys";
import { inOrder, outs, START, type Graph, type Node, type Trigger } from "@/features/journeys/graph";
import { Counts } from "@/features/journeys/ui/Counts";
import classes from "@/features/journeys/ui/Journeys.module.css";
import { useFindingWords, useNodeWords, useOutName, useTriggerWords } from "@/features/journeys/words";
import { useT } from "@/shared/i18n";

export interface Shown {
  graph: Graph;
  findings: Finding[];
  figures: Map<string, NodeFigures>;
  chosen: string;
  onChoose: (id: string) => void;
}

export function Steps({ graph, findings, figures, chosen, onChoose }: Shown) {
  const t = useT();
  const words = useNodeWords(graph);
  const begins = useTriggerWords();
  const row = (id: string, kind: string, title: string, about: string, node: Node | Trigger) => {
    const wrong = findings.filter((one) => one.node === id && one.error);
    return (
      <li key={id}>
        <button type="button" className={classes.step} aria-current={chosen === id} data-wrong={wrong.length > 0} onClick={() => onChoose(id)}>
          <span className={classes.kind}>{kind}</span>
          <strong>{title}</strong>
          {about && <span className={classes.quiet}>{about}</span>}
          <Leads graph={graph} node={node} />
          <Counts figures={figures.get(id)} />
          <FirstWrong wrong={wrong} />
        </button>
      </li>
    );
  };
  return (
    <ol className={classes.steps} aria-label={t("journeys.steps")}>
      {row(START, t("journeys.start"), t(`journeys.trigger.${graph.trigger.type}`), begins(graph.trigger), graph.trigger)}
      {inOrder(graph).map((node) => row(node.id, t(`journeys.node.${node.type}`), node.title || t(`journeys.node.${node.type}`), words(node), node))}
    </ol>
  );
}

/** The first thing to mend at a step, and how many more there are. */
export function FirstWrong({ wrong }: { wrong: Finding[] }) {
  const t = useT();
  const words = useFindingWords();
  const [first] = wrong;
  if (!first) return null;
  const said = words(first);
  return <span className={classes.wrong}>{wrong.length > 1 ? `${said.replace(/\.$/, "")} ${t("journeys.and_more", { n: wrong.length - 1 })}` : said}</span>;
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
