/** What takes a change back: each conversation to what it was, those that were alike together. Pure. */
import type { BulkAction, ConversationRow } from "@/shared/api/types";
import type { Change, ChangeOf } from "@/features/conversations/api/changes";

export function undoOf(rows: readonly ConversationRow[], change: Change, now: Date): ChangeOf[] {
  const groups = new Map<string, ChangeOf>();
  for (const row of rows) {
    const back = BACK[change.action]?.(row, change, now);
    if (!back) continue;
    const name = JSON.stringify(back);
    const group = groups.get(name) ?? { ...back, conversation_ids: [] };
    group.conversation_ids.push(row.id);
    groups.set(name, group);
  }
  return [...groups.values()];
}

type Back = (row: ConversationRow, change: Change, now: Date) => Change | null;

/** Null where there is nothing to take back. */
const BACK: Partial<Record<BulkAction, Back>> = {
  close: ({ state }) => (state === "open" ? { action: "reopen" } : null),
  reopen: ({ state }) => (state === "closed" ? { action: "close" } : null),
  assign: ({ assignee_id, team_id }) => ({ action: "assign", operator_id: assignee_id, team_id }),
  label: ({ label_ids: ids }, { label_id: label }) => (label && !ids.includes(label) ? { action: "unlabel", label_id: label } : null),
  unlabel: ({ label_ids: ids }, { label_id: label }) => (label && ids.includes(label) ? { action: "label", label_id: label } : null),
  snooze: (row, _, now) => asleep(row, now),
  wake: (row, _, now) => asleep(row, now),
  priority: ({ priority }) => ({ action: "priority", priority }),
};

function asleep({ snoozed_until: until }: ConversationRow, now: Date): Change {
  return until && new Date(until) > now ? { action: "snooze", until } : { action: "wake" };
}
