import { describe, expect, it } from "vitest";
import { readSearch } from "@/shared/search";
import { filterOf, narrowing, searchOf, UNNARROWED } from "@/features/conversations/filters";

const ADDRESS = { view: "waiting", channel: "ch1", team: "t1", assignee: "o1", label: "l1", priority: "high" };

describe("what narrows the list", () => {
  it("stands in the address, is kept as a view, and is the same when the view is opened", () => {
    const kept = filterOf(readSearch(ADDRESS));
    expect(kept).toEqual({ view: "waiting", channel_id: "ch1", team_id: "t1", assignee_id: "o1", label_id: "l1", priority: "high" });
    expect(searchOf(kept)).toEqual(ADDRESS);
  });

  it("is forgotten when a view without it is opened, and when it is cleared", () => {
    expect(searchOf({ view: "open" }).channel).toBeUndefined();
    expect(narrowing({ ...ADDRESS, ...UNNARROWED } as Parameters<typeof narrowing>[0])).toBe(0);
  });
});
