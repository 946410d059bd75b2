/** The road as a picture that is drawn on: nodes are moved, joined and deleted by hand; the list beside it does the same by keys. */
import { Background, Controls, Handle, Position, ReactFlow, type Connection, type Edge, type Node as FlowNode, type NodeProps } from "@xyflow/react";
import "@xyflow/react/dist/style.css";
import { useMantineColorScheme } from "@mantine/core";
import { useMemo, useState } from "react";
import { lead, outs, put, remove, ROW, START, type Graph } from "@/features/journeys/graph";
import { Counts } from "@/features/journeys/ui/Counts";
import classes from "@/features/journeys/ui/Journeys.module.css";
import { useOutName, type Shown } from "@/features/journeys/ui/Steps";
import { useNodeWords } from "@/features/journeys/ui/words";
import type { NodeFigures } from "@/features/journeys/api/journeys";
import { useT } from "@/shared/i18n";

interface Face extends Record<string, unknown> {
  kind: string;
  title: string;
  about: string;
  ways: [string, string][];
  wrong: boolean;
  chosen: boolean;
  start: boolean;
  figures: NodeFigures | undefined;
}
type Card = FlowNode<Face, "card">;

const WIDE = 210;
const HANDLE_GAP = 100;
const KINDS = { card: CardNode };

interface Props extends Shown {
  readOnly: boolean;
  onChange: (graph: Graph) => void;
}

export default function Canvas({ graph, findings, figures, chosen, readOnly, onChoose, onChange }: Props) {
  const t = useT();
  const words = useNodeWords();
  const outName = useOutName();
  const { colorScheme } = useMantineColorScheme();
  const [dragged, setDragged] = useState<Record<string, { x: number; y: number }>>({});
  const nodes = useMemo<Card[]>(() => {
    const wrong = new Set(findings.filter(({ error }) => error).map(({ node }) => node));
    const card = (id: string, at: { x: number; y: number }, face: Pick<Face, "kind" | "title" | "about" | "ways">): Card => ({
      id,
      type: "card",
      position: dragged[id] ?? at,
      ariaLabel: `${face.kind}: ${face.title}`,
      deletable: id !== START && !readOnly,
      draggable: id !== START && !readOnly,
      data: { ...face, wrong: wrong.has(id), chosen: chosen === id, start: id === START, figures: figures.get(id) },
    });
    const named = (ways: [string, string][]): [string, string][] => ways.map(([way]) => [way, ways.length > 1 ? outName(way) : ""]);
    const first = graph.nodes.find(({ id }) => id === graph.trigger.next);
    const top = { x: first?.x ?? 0, y: Math.min(0, ...graph.nodes.map(({ y }) => y - ROW)) };
    return [
      card(START, top, { kind: t("journeys.start"), title: t(`journeys.trigger.${graph.trigger.type}`), about: graph.trigger.type === "event" ? graph.trigger.event : "", ways: named(outs(graph.trigger)) }),
      ...graph.nodes.map((node) => card(node.id, node, { kind: t(`journeys.node.${node.type}`), title: node.title || t(`journeys.node.${node.type}`), about: words(node), ways: named(outs(node)) })),
    ];
  }, [graph, findings, figures, chosen, dragged, readOnly, t, words, outName]);
  const edges = useMemo(() => edgesOf(graph), [graph]);
  const join = ({ source, sourceHandle, target }: Connection) => onChange(lead(graph, source, sourceHandle ?? "next", target));
  return (
    <div className={classes.canvas}>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={KINDS}
        colorMode={colorScheme === "auto" ? "system" : colorScheme}
        fitView
        fitViewOptions={{ maxZoom: 1 }}
        minZoom={0.2}
        nodesConnectable={!readOnly}
        onNodeClick={(_, { id }) => onChoose(id)}
        onNodesChange={(changes) => {
          for (const change of changes) {
            if (change.type === "position" && change.position) setDragged((old) => ({ ...old, [change.id]: change.position ?? { x: 0, y: 0 } }));
            if (change.type === "select" && change.selected) onChoose(change.id);
          }
        }}
        onNodeDragStop={(_, { id, position }) => {
          const node = graph.nodes.find((one) => one.id === id);
          if (node) onChange(put(graph, { ...node, ...position }));
        }}
        onNodesDelete={(gone) => onChange(gone.reduce((left, { id }) => remove(left, id), graph))}
        onEdgesDelete={(gone) => onChange(gone.reduce((left, { source, sourceHandle }) => lead(left, source, sourceHandle ?? "next", ""), graph))}
        onConnect={join}
        aria-label={t("journeys.canvas")}
      >
        <Background />
        <Controls showInteractive={false} />
      </ReactFlow>
    </div>
  );
}

function edgesOf(graph: Graph): Edge[] {
  const ends = [[START, graph.trigger] as const, ...graph.nodes.map((node) => [node.id, node] as const)];
  return ends.flatMap(([source, node]) => outs(node).flatMap(([out, target]) => (target ? [{ id: `${source}.${out}`, source, sourceHandle: out, target }] : [])));
}

function CardNode({ data }: NodeProps<Card>) {
  const t = useT();
  const { ways } = data;
  return (
    <div className={`${classes.step ?? ""} ${classes.node ?? ""}`} aria-current={data.chosen} data-wrong={data.wrong}>
      {!data.start && <Handle type="target" position={Position.Top} />}
      <span className={classes.kind}>{data.kind}</span>
      <strong>{data.title}</strong>
      {data.about && <span className={classes.quiet}>{data.about}</span>}
      <Counts figures={data.figures} />
      {data.wrong && <span className={classes.wrong}>{t("journeys.to_mend")}</span>}
      {ways.some(([, name]) => name) && <span className={classes.quiet}>{ways.map(([, name]) => name).join(" · ")}</span>}
      {ways.map(([out], at) => (
        <Handle key={out} id={out} type="source" position={Position.Bottom} style={{ left: WIDE / 2 + (at - (ways.length - 1) / 2) * (HANDLE_GAP / Math.max(ways.length - 1, 1)) }} />
      ))}
    </div>
  );
}
