import { describe, expect, it } from "vitest";
import type { ConversationRow } from "@/shared/api/types";
import { undoOf } from "@/features/conversations/undo";

const NOW = new Date("2026-11-21T10:00:00Z");
const row = (id: string, change: Partial<ConversationRow> = {}) => ({ id, state: "open", assignee_id: null, team_id: null, label_ids: [] as string[], snoozed_until: null, priority: "normal", ...change }) as ConversationRow;

describe("taking a change back", () => {
  it("gives each conversation to whom it was given before, those of one operator together", () => {
    const rows = [row("1", { assignee_id: "anna" }), row("2"), row("3", { assignee_id: "anna" })];
    expect(undoOf(rows, { action: "assign", operator_id: "me" }, NOW)).toEqual([
      { action: "assign", operator_id: "anna", team_id: null, conversation_ids: ["1", "3"] },
      { action: "assign", operator_id: null, team_id: null, conversation_ids: ["2"] },
    ]);
  });

  it("reopens only what was open", () => {
    expect(undoOf([row("1"), row("2", { state: "closed" })], { action: "close" }, NOW)).toEqual([{ action: "reopen", conversation_ids: ["1"] }]);
  });

  it("leaves a label where it was before", () => {
    expect(undoOf([row("1", { label_ids: ["red"] }), row("2")], { action: "label", label_id: "red" }, NOW)).toEqual([{ action: "unlabel", label_id: "red", conversation_ids: ["2"] }]);
  });

  it("puts off again what was put off, and wakes the rest", () => {
    const until = "2026-11-22T10:00:00Z";
    const past = "2026-11-20T10:00:00Z";
    expect(undoOf([row("1", { snoozed_until: until }), row("2", { snoozed_until: past })], { action: "snooze", until: "2026-11-30T10:00:00Z" }, NOW)).toEqual([
      { action: "snooze", until, conversation_ids: ["1"] },
      { action: "wake", conversation_ids: ["2"] },
    ]);
  });

  it("cannot unread what was read", () => {
    expect(undoOf([row("1")], { action: "read" }, NOW)).toEqual([]);
  });
});
