import { describe, expect, it } from "vitest";
import type { ConversationRow } from "@/shared/api/types";
import { dueOf } from "@/features/conversations/due";

const row = (change: Partial<ConversationRow>) => ({ waiting_since: "2026-11-21T10:00:00Z", promise_due_at: null, target_due_at: null, ...change }) as ConversationRow;
const at = (clock: string) => new Date(`2026-11-21T${clock}:00Z`);

describe("the bar of a row", () => {
  it("fills from the wait's beginning to the earlier of promise and target", () => {
    const both = row({ promise_due_at: "2026-11-21T11:00:00Z", target_due_at: "2026-11-21T10:20:00Z" });
    expect(dueOf(both, at("10:10"))).toEqual({ at: "2026-11-21T10:20:00Z", share: 0.5, tone: "calm", promised: false });
  });

  it("warns near its end and is broken at it", () => {
    const promised = row({ promise_due_at: "2026-11-21T11:00:00Z" });
    expect(dueOf(promised, at("10:45"))?.tone).toBe("soon");
    expect(dueOf(promised, at("11:00"))).toMatchObject({ tone: "broken", share: 1, promised: true });
  });

  it("is not there when nobody waits or nothing is due", () => {
    expect(dueOf(row({}), at("10:10"))).toBeNull();
    expect(dueOf(row({ waiting_since: null, target_due_at: "2026-11-21T11:00:00Z" }), at("10:10"))).toBeNull();
  });
});
