import { expect, test } from "vitest";
import { add, inOrder, lead, outs, placed, remove, START, templateKind, type Graph } from "@/features/journeys/graph";

const EMPTY: Graph = { trigger: { type: "api", next: "" }, nodes: [], goal: null, reentry: { rule: "never", days: 30 }, messages_max: 0 };

test("a node put behind another one comes between it and what followed", () => {
  const end = add(EMPTY, "exit", "End", START);
  const wait = add(end.graph, "wait_for", "Wait", START);
  expect(inOrder(wait.graph).map(({ id }) => id)).toEqual([wait.id, end.id]);
});

test("a node taken out leaves the road whole", () => {
  const end = add(EMPTY, "exit", "End", START);
  const wait = add(end.graph, "wait_for", "Wait", START);
  const left = remove(wait.graph, wait.id);
  expect(left.trigger.next).toBe(end.id);
  expect(left.nodes).toHaveLength(1);
});

test("a share of a split leads where it was drawn to", () => {
  const split = add(EMPTY, "split", "Lot", START);
  const led = lead(split.graph, split.id, "share_1", "somewhere");
  expect(outs(led.nodes[0] ?? led.trigger)).toEqual([["share_0", ""], ["share_1", "somewhere"]]);
});

test("two nodes of one kind have ids of their own, and what nobody comes to is listed last", () => {
  const one = add(EMPTY, "send", "One", START);
  const two = add(one.graph, "send", "Two", one.id);
  const cut = lead(two.graph, START, "next", two.id);
  expect(inOrder(cut).map(({ id }) => id)).toEqual([two.id, one.id]);
});

test.each([
  ["email", { sms: false, subject: true }, "email"],
  ["smpp", { sms: true, subject: false }, "sms"],
  ["telegram", { sms: false, subject: false }, "chat"],
  ["webchat", { sms: false, subject: false }, "push"],
  ["app", { sms: false, subject: false }, "push"],
  ["wallet", { sms: false, subject: false }, "push"],
  ["gone", undefined, undefined],
])("a channel of %s takes templates of its own kind only", (kind, can, expected) => {
  expect(templateKind(kind, can)).toBe(expected);
});

test("steps without places are laid out in rows, each below what leads to it", () => {
  const at = { title: "", x: 0, y: 0 };
  const road: Graph = {
    ...EMPTY,
    trigger: { type: "api", next: "ask" },
    nodes: [
      { ...at, id: "ask", type: "branch", test: { type: "segment", segment_id: null }, yes: "wait", no: "end" },
      { ...at, id: "wait", type: "wait_for", seconds: 60, next: "ask" },
      { ...at, id: "end", type: "exit" },
      { ...at, id: "lost", type: "exit" },
    ],
  };
  const laid = placed(road);
  const spot = (id: string) => laid.nodes.find((node) => node.id === id) ?? at;
  expect(new Set(laid.nodes.map(({ x, y }) => [x, y].join())).size).toBe(4);
  expect(spot("wait").y).toBeGreaterThan(spot("ask").y);
  expect(spot("end").y).toBe(spot("wait").y);
  expect(spot("lost").y).toBeGreaterThan(spot("end").y);
  expect(placed(laid)).toBe(laid);
  const drawn = { ...laid, nodes: laid.nodes.map((node) => (node.id === "lost" ? { ...node, x: spot("end").x, y: spot("end").y } : node)) };
  expect(placed(drawn)).toBe(drawn);
});
