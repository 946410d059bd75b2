/** The road as a picture that is drawn on: nodes are moved, joined and deleted by hand; the list beside it does the same by keys. */
import { Background, Controls, Handle, Position, ReactFlow, type Connection, type Edge, type Node as FlowNode, type NodeProps } from "@xyflow/react";
import "@xyflow/react/dist/style.css";
import { useMantineColorScheme } from "@mantine/core";
import { useMemo, useState } from "react";
import { inOrder, lead, outs, put, remove, ROW, START, type Graph } from "@/features/journeys/graph";
import { Counts } from "@/features/journeys/ui/Counts";
import classes from "@/features/journeys/ui/Journeys.module.css";
import { FirstWrong, type Shown } from "@/features/journeys/ui/Steps";
import { useNodeWords, useOutName, useTriggerWords } from "@/features/journeys/words";
import type { Finding, NodeFigures } from "@/features/journeys/api/journeys";
import { useT } from "@/shared/i18n";

interface Face extends Record<string, unknown> {
  kind: string;
  title: string;
  about: string;
  ways: string[];
  wrong: Finding[];
  chosen: boolean;
  start: boolean;
  figures: NodeFigures | undefined;
}
type Card = FlowNode<Face, "card">;

const WIDE = 230;
const HANDLE_GAP = 100;
/** So many steps are shown at a readable size at first. */
const FIRST_SHOWN = 4;
const KINDS = { card: CardNode };

interface Props extends Shown {
  readOnly: boolean;
  onChange: (graph: Graph) => void;
}

export default function Canvas({ graph, findings, figures, chosen, readOnly, onChoose, onChange }: Props) {
  const t = useT();
  const words = useNodeWords(graph);
  const begins = useTriggerWords();
  const outName = useOutName();
  const { colorScheme } = useMantineColorScheme();
  const [dragged, setDragged] = useState<Record<string, { x: number; y: number }>>({});
  const nodes = useMemo<Card[]>(() => {
    const card = (id: string, at: { x: number; y: number }, face: Pick<Face, "kind" | "title" | "about" | "ways">): Card => ({
      id,
      type: "card",
      position: dragged[id] ?? at,
      ariaLabel: `${face.kind}: ${face.title}`,
      deletable: id !== START && !readOnly,
      draggable: id !== START && !readOnly,
      data: { ...face, wrong: findings.filter((one) => one.node === id && one.error), chosen: chosen === id, start: id === START, figures: figures.get(id) },
    });
    const ways = (node: Parameters<typeof outs>[0]) => outs(node).map(([way]) => way);
    const first = graph.nodes.find(({ id }) => id === graph.trigger.next);
    const top = { x: first?.x ?? 0, y: Math.min(0, ...graph.nodes.map(({ y }) => y - ROW)) };
    return [
      card(START, top, { kind: t("journeys.start"), title: t(`journeys.trigger.${graph.trigger.type}`), about: begins(graph.trigger), ways: ways(graph.trigger) }),
      ...graph.nodes.map((node) => card(node.id, node, { kind: t(`journeys.node.${node.type}`), title: node.title || t(`journeys.node.${node.type}`), about: words(node), ways: ways(node) })),
    ];
  }, [graph, findings, figures, chosen, dragged, readOnly, t, words, begins]);
  const edges = useMemo(() => edgesOf(graph, outName), [graph, outName]);
  const [first] = useState(() => [START, ...inOrder(graph).slice(0, FIRST_SHOWN).map(({ id }) => id)].map((id) => ({ id })));
  return (
    <div className={classes.canvas}>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={KINDS}
        colorMode={colorScheme === "auto" ? "system" : colorScheme}
        fitView
        fitViewOptions={{ maxZoom: 1, nodes: first }}
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
        onConnect={({ source, sourceHandle, target }: Connection) => onChange(lead(graph, source, sourceHandle ?? "next", target))}
        aria-label={t("journeys.canvas")}
      >
        <Background />
        <Controls showInteractive={false} />
      </ReactFlow>
    </div>
  );
}

function edgesOf(graph: Graph, name: (out: string) => string): Edge[] {
  const ends = [[START, graph.trigger] as const, ...graph.nodes.map((node) => [node.id, node] as const)];
  return ends.flatMap(([source, node]) => {
    const ways = outs(node);
    return ways.flatMap(([out, target]) => (target ? [{ id: `${source}.${out}`, source, sourceHandle: out, target, ...(ways.length > 1 ? { label: name(out) } : {}) }] : []));
  });
}

function CardNode({ data }: NodeProps<Card>) {
  const { ways } = data;
  return (
    <div className={`${classes.step ?? ""} ${classes.node ?? ""}`} aria-current={data.chosen} data-wrong={data.wrong.length > 0}>
      {!data.start && <Handle type="target" position={Position.Top} />}
      <span className={classes.kind}>{data.kind}</span>
      {data.title !== data.kind && <strong>{data.title}</strong>}
      {data.about && <span className={classes.quiet}>{data.about}</span>}
      <Counts figures={data.figures} />
      <FirstWrong wrong={data.wrong} />
      {ways.map((out, at) => (
        <Handle key={out} id={out} type="source" position={Position.Bottom} style={{ left: WIDE / 2 + (at - (ways.length - 1) / 2) * (HANDLE_GAP / Math.max(ways.length - 1, 1)) }} />
      ))}
    </div>
  );
}
