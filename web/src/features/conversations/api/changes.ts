import { useMutation, useQueryClient } from "@tanstack/react-query";
import { http } from "@/shared/api/http";
import type { BulkAction, BulkOutcome, Priority } from "@/shared/api/types";
import { keys } from "@/features/conversations/api/keys";

/** What the server takes in one request. */
export const CHANGED_AT_ONCE = 200;

export interface Change {
  action: BulkAction;
  operator_id?: string | null;
  team_id?: string | null;
  label_id?: string;
  until?: string;
  priority?: Priority;
}

export interface ChangeOf extends Change {
  conversation_ids: string[];
}

async function sendChanges(changes: readonly ChangeOf[]): Promise<BulkOutcome[]> {
  const outcomes: BulkOutcome[] = [];
  for (const change of changes) outcomes.push(...(await http.post<{ outcomes: BulkOutcome[] }>("/conversations/changes", change)).outcomes);
  return outcomes;
}

/** One change for many conversations, or several kinds of it after one another (an undo). */
export function useChanges() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: sendChanges,
    onSettled: (_, __, changes) =>
      Promise.all([
        ...changes.flatMap(({ conversation_ids: ids }) => ids.map((id) => client.invalidateQueries({ queryKey: keys.one(id) }))),
        client.invalidateQueries({ queryKey: keys.lists }),
        client.invalidateQueries({ queryKey: keys.counts }),
      ]),
  });
}
