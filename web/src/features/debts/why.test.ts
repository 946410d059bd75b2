import { describe, expect, it } from "vitest";
import { neighbour, sayWhy, urgencyOf } from "@/features/debts/why";

const NOW = new Date(2026, 2, 2, 12);
const MIDNIGHT = new Date(2026, 2, 3);
const at = (hour: number, day = 2) => new Date(2026, 2, day, hour).toISOString();
const format = { clock: (moment: string | Date) => `${new Date(moment).getHours()}:00`, date: () => "3 марта", durationShort: (seconds: number) => `${seconds / 3600} ч` };
const byCode = (area: string, code: string, params?: Record<string, unknown>) => `${area}.${code} ${JSON.stringify(params)}`;

describe("a debt", () => {
  it("is overdue from its moment on, today's without one, and later after midnight", () => {
    const of = (due: string | null) => urgencyOf({ due_at: due }, NOW, MIDNIGHT);
    expect([of(at(12)), of(null), of(at(18)), of(at(9, 3))]).toEqual(["overdue", "today", "today", "later"]);
  });

  it("says by when it was promised, not by when the target wanted it", () => {
    const said = sayWhy({ why: "promise_broken", due_at: at(9), since: at(8), params: { promised: at(10), wanted: at(9) } }, NOW, format, { byCode });
    expect(said).toBe('debts.why.promise_broken {"due":"10:00","age":"4 ч","count":0}');
  });

  it("names the day of what is due on another", () => {
    expect(sayWhy({ why: "task", due_at: at(9, 3), since: at(8), params: {} }, NOW, format, { byCode })).toContain("3 марта, 9:00");
  });
});

describe("the mark in the list", () => {
  const ids = ["a", "b", "c"];

  it("goes to the neighbour and stays within the list", () => {
    expect(neighbour(ids, null, 1)?.id).toBe("a");
    expect(neighbour(ids, { id: "a", at: 0 }, 1)?.id).toBe("b");
    expect(neighbour(ids, { id: "c", at: 2 }, 1)?.id).toBe("c");
    expect(neighbour([], { id: "c", at: 2 }, 1)).toBeNull();
  });

  it("stands on the next one when what was marked is answered and gone", () => {
    expect(neighbour(["a", "c"], { id: "b", at: 1 }, 1)?.id).toBe("c");
    expect(neighbour(["a", "c"], { id: "b", at: 1 }, -1)?.id).toBe("a");
  });
});
