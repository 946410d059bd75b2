import { describe, expect, it } from "vitest";
import { asGroup, fresh, KINDS, kindOf, lacks, latenessOf, leafAt, leavesOf, ofAttribute, turn, unturned, whole, type Of, type Rule } from "@/features/segments/rule";

describe("a rule in the editor", () => {
  it("opens as a group whatever it is", () => {
    const leaf = fresh("task");
    expect(asGroup(null)).toEqual({ type: "all", of: [] });
    expect(asGroup(leaf)).toEqual({ type: "all", of: [leaf] });
    expect(asGroup({ type: "any", of: [leaf] })).toEqual({ type: "any", of: [leaf] });
  });

  it("shows a condition turned round once, however often it was", () => {
    const leaf = fresh("task");
    const twice: Rule = { type: "not", of: { type: "not", of: { type: "not", of: leaf } } };
    expect(unturned(twice)).toEqual([leaf, true]);
    expect(turn(leaf, true)).toEqual({ type: "not", of: leaf });
    expect(turn(leaf, false)).toEqual(leaf);
  });

  it("is counted only once every condition says enough", () => {
    expect(whole({ type: "all", of: [fresh("task"), fresh("event")] })).toBe(false);
    expect(whole({ type: "not", of: { type: "any", of: [{ ...fresh("event"), name: "product_viewed" } as Rule] } })).toBe(true);
    expect(lacks(ofAttribute("city", "text"))).toBe(true);
    expect(lacks(ofAttribute("age", "number"))).toBe(false);
    expect(whole({ type: "all", of: [] })).toBe(true);
  });

  it("knows every kind it offers by what it makes", () => {
    for (const kind of Object.values(KINDS).flat()) expect(kindOf(fresh(kind))).toBe(kind);
    expect(kindOf({ type: "anniversary", name: "born", low: 0, high: 3 })).toBe("attribute");
  });

  it("finds the condition that the server names", () => {
    const span = { ...fresh("rfm"), recency: { low: 4, high: 2 } } as Rule;
    const rule: Rule = { type: "all", of: [fresh("task"), { type: "not", of: { type: "any", of: [fresh("debt"), span] } }] };
    expect(leafAt(rule, "$.of[1].of.of[1].recency.low")).toBe(span);
    expect(leafAt(rule, "$.of[0].often")).toBe(rule.of[0]);
    expect(leafAt(rule, "$.of[1].of")).toBeNull();
    expect(leafAt(rule, "$.of[7].window")).toBeNull();
    expect(leafAt(rule, "")).toBeNull();
  });

  it("knows a ready choice of lateness by its bounds", () => {
    expect(latenessOf(fresh("rhythm") as Of<"rhythm">)).toBe("late");
    expect(latenessOf({ type: "rhythm", at_least: 3, at_most: null })).toBe("lost");
    expect(latenessOf({ type: "rhythm", at_least: 3, at_most: 4 })).toBeNull();
  });

  it("reads its conditions in the order they are drawn", () => {
    const rule: Rule = { type: "all", of: [fresh("task"), { type: "not", of: { type: "any", of: [fresh("debt"), fresh("name")] } }] };
    expect(leavesOf(rule).map(({ type }) => type)).toEqual(["task", "debt", "name"]);
  });
});
