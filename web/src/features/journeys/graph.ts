/** A journey's graph as the API has it, and every change an editor makes to it: pure, so that the canvas, the list and tests share them. */

export interface Condition {
  name: string;
  comparison: "is" | "is_not" | "contains" | "more" | "less" | "known" | "unknown";
  value: string | number | boolean;
}
export interface Way {
  channel_id: string | null;
  template_id: string | null;
}
export type Trigger =
  | { type: "event"; event: string; conditions: Condition[]; next: string }
  | { type: "segment"; segment_id: string | null; existing: boolean; next: string }
  | { type: "date"; attribute: string; offset_days: number; at: string; yearly: boolean; next: string }
  | { type: "api"; next: string };
interface Base {
  id: string;
  title: string;
  x: number;
  y: number;
}
export type Test =
  | { type: "segment"; segment_id: string | null }
  | { type: "attribute"; condition: Condition }
  | { type: "property"; condition: Condition }
  | { type: "message"; node_id: string; deed: "sent" | "read" | "clicked" | "bounced" | "skipped" };
export type Node = Base &
  (
    | { type: "send"; ways: Way[]; purpose: string; expires_seconds: number | null; next: string }
    | { type: "cascade"; steps: { way: Way; patience_seconds: number }[]; purpose: string; until: "read" | "clicked"; next: string }
    | { type: "wait_for"; seconds: number; next: string }
    | { type: "wait_until"; at: string; weekdays: number[]; next: string }
    | { type: "wait_event"; event: string; conditions: Condition[]; seconds: number; happened: string; timeout: string }
    | { type: "branch"; test: Test; yes: string; no: string }
    | { type: "split"; shares: { weight: number; next: string }[] }
    | { type: "goal"; next: string }
    | { type: "exit" }
  );
export type Kind = Node["type"];
export interface Graph {
  trigger: Trigger;
  nodes: Node[];
  goal: { event: string; conditions: Condition[]; leaves: boolean } | null;
  reentry: { rule: "never" | "after_days" | "always"; days: number };
  messages_max: number;
}

export const START = "start";
export const KINDS: Kind[] = ["cascade", "send", "wait_for", "wait_until", "wait_event", "branch", "split", "goal", "exit"];
export const ROW = 150;
const COLUMN = 260;
export const DAY_SECONDS = 86_400;
const WAYS_OUT = 2;
export const NO_WAY: Way = { channel_id: null, template_id: null };

/** Channels by which phones and browsers are rung. */
const RUNG = new Set(["webchat", "app", "wallet"]);

/** Which kind of template goes by a channel of this kind; undefined: nothing is known of it. */
export function templateKind(kind: string, can: { sms: boolean; subject: boolean } | undefined): string | undefined {
  if (RUNG.has(kind)) return "push";
  if (!can) return undefined;
  return can.sms ? "sms" : can.subject ? "email" : "chat";
}

/** Ways out of a node: name, where it leads (empty: nowhere). */
export function outs(node: Node | Trigger): [string, string][] {
  if (node.type === "wait_event") return [["happened", node.happened], ["timeout", node.timeout]];
  if (node.type === "branch") return [["yes", node.yes], ["no", node.no]];
  if (node.type === "split") return node.shares.map(({ next }, at) => [`share_${String(at)}`, next]);
  if (node.type === "exit") return [];
  return [["next", node.next]];
}

/** The same graph with one way out leading elsewhere. */
export function lead(graph: Graph, from: string, out: string, target: string): Graph {
  if (from === START) return { ...graph, trigger: { ...graph.trigger, next: target } };
  return { ...graph, nodes: graph.nodes.map((node) => (node.id === from ? leading(node, out, target) : node)) };
}

function leading(node: Node, out: string, target: string): Node {
  if (node.type === "split") return { ...node, shares: node.shares.map((share, at) => (out === `share_${String(at)}` ? { ...share, next: target } : share)) };
  return { ...node, [out]: target };
}

export function put(graph: Graph, node: Node): Graph {
  return { ...graph, nodes: graph.nodes.map((one) => (one.id === node.id ? node : one)) };
}

/** A new node after `from`'s first way that leads nowhere; what led on from there goes on behind it. */
export function add(graph: Graph, kind: Kind, title: string, after: string): { graph: Graph; id: string } {
  const id = freeId(graph, kind);
  const before = after === START ? null : graph.nodes.find((node) => node.id === after);
  const ways = outs(before ?? graph.trigger);
  const [out, target] = ways.find(([, leads]) => !leads) ?? ways[0] ?? ["", ""];
  const made = fresh(kind, { id, title, x: before?.x ?? 0, y: (before?.y ?? 0) + ROW }, target);
  const grown = { ...graph, nodes: [...graph.nodes.map((node) => (node.y >= made.y && node.x === made.x ? { ...node, y: node.y + ROW } : node)), made] };
  return { graph: out ? lead(grown, after, out, id) : grown, id };
}

/** Without the node; whatever led to it leads to where it led first. */
export function remove(graph: Graph, id: string): Graph {
  const gone = graph.nodes.find((node) => node.id === id);
  const on = gone ? (outs(gone)[0]?.[1] ?? "") : "";
  let left: Graph = { ...graph, nodes: graph.nodes.filter((node) => node.id !== id) };
  for (const [from, node] of [[START, graph.trigger] as const, ...left.nodes.map((one) => [one.id, one] as const)])
    for (const [out, target] of outs(node)) if (target === id) left = lead(left, from, out, on === id ? "" : on);
  return left;
}

/** Names of events the journey begins with or waits for, each once; what is not chosen yet is left out. */
export function eventsOf(graph: Graph): string[] {
  const waited = graph.nodes.map((node) => (node.type === "wait_event" ? node.event : ""));
  return [...new Set([graph.trigger.type === "event" ? graph.trigger.event : "", ...waited, graph.goal?.event ?? ""])].filter(Boolean);
}

/** In the order in which a reader meets them; what nobody comes to stands last. */
export function inOrder(graph: Graph): Node[] {
  const met: Node[] = [];
  const ahead = [graph.trigger.next];
  while (ahead.length > 0) {
    const node = graph.nodes.find(({ id }) => id === ahead[0]);
    ahead.shift();
    if (!node || met.includes(node)) continue;
    met.push(node);
    ahead.unshift(...outs(node).map(([, target]) => target));
  }
  return [...met, ...graph.nodes.filter((node) => !met.includes(node))];
}

function freeId(graph: Graph, kind: Kind): string {
  const taken = new Set([START, ...graph.nodes.map(({ id }) => id)]);
  let number = 1;
  while (taken.has(`${kind}_${String(number)}`)) number += 1;
  return `${kind}_${String(number)}`;
}

function fresh(kind: Kind, base: Base, next: string): Node {
  const way = NO_WAY;
  switch (kind) {
    case "send":
      return { ...base, type: kind, ways: [way], purpose: "", expires_seconds: null, next };
    case "cascade":
      return { ...base, type: kind, steps: [DAY_SECONDS, DAY_SECONDS / 12, DAY_SECONDS].map((patience_seconds) => ({ way, patience_seconds })), purpose: "", until: "read", next };
    case "wait_for":
      return { ...base, type: kind, seconds: DAY_SECONDS, next };
    case "wait_until":
      return { ...base, type: kind, at: "10:00", weekdays: [], next };
    case "wait_event":
      return { ...base, type: kind, event: "", conditions: [], seconds: DAY_SECONDS, happened: "", timeout: next };
    case "branch":
      return { ...base, type: kind, test: { type: "message", node_id: "", deed: "read" }, yes: next, no: "" };
    case "split":
      return { ...base, type: kind, shares: Array.from({ length: WAYS_OUT }, (_, at) => ({ weight: 1, next: at ? "" : next })) };
    case "goal":
      return { ...base, type: kind, next };
    default:
      return { ...base, type: "exit" };
  }
}

/** A road whose steps all lie on one spot, as of one made by API without places, laid out in rows; what somebody placed stays. */
export function placed(graph: Graph): Graph {
  const spots = new Set(graph.nodes.map(({ x, y }) => `${String(x)},${String(y)}`));
  if (graph.nodes.length < 2 || spots.size > 1) return graph;
  const rows = new Map<number, string[]>();
  for (const [id, row] of depths(graph)) rows.set(row, [...(rows.get(row) ?? []), id]);
  const at = new Map([...rows].flatMap(([row, ids]) => ids.map((id, place) => [id, { x: (place - (ids.length - 1) / 2) * COLUMN, y: row * ROW }])));
  return { ...graph, nodes: graph.nodes.map((node) => ({ ...node, ...at.get(node.id) })) };
}

/** How many steps each node is behind the start; who is led to by nobody stands below all others. */
function depths(graph: Graph): Map<string, number> {
  const found = new Map<string, number>();
  let ahead = [graph.trigger.next];
  for (let row = 0; ahead.length > 0; row += 1) {
    const met = graph.nodes.filter(({ id }) => ahead.includes(id) && !found.has(id));
    for (const { id } of met) found.set(id, row);
    ahead = met.flatMap((node) => outs(node).map(([, target]) => target));
  }
  const last = Math.max(-1, ...found.values()) + 1;
  for (const { id } of graph.nodes) if (!found.has(id)) found.set(id, last);
  return found;
}
