/** Makes one change to the conversations given, tells what came of it and offers to take it back. */
import { useCallback } from "react";
import { useI18n, type Key } from "@/shared/i18n";
import { useToasts } from "@/shared/ui/toasts";
import type { BulkAction, BulkOutcome, ConversationRow } from "@/shared/api/types";
import { useChanges, type Change } from "@/features/conversations/api/changes";
import { undoOf } from "@/features/conversations/undo";

export type Act = (rows: readonly ConversationRow[], change: Change) => void;

const SAID: Partial<Record<BulkAction, Key>> = { close: "bulk.closed", reopen: "bulk.reopened" };

export function useActs(): Act {
  const { t, byCode } = useI18n();
  const { tell, tellError } = useToasts();
  const { mutateAsync } = useChanges();
  return useCallback(
    (rows, change) => {
      if (rows.length === 0) return;
      const told = (outcomes: BulkOutcome[]) => {
        const done = rows.filter((_, index) => outcomes[index]?.code === "");
        const failed = outcomes.find(({ code }) => code !== "");
        if (done.length > 0) {
          const back = undoOf(done, change, new Date());
          tell(t(SAID[change.action] ?? "bulk.done", { count: done.length }), back.length > 0 ? () => void mutateAsync(back).catch(tellError) : undefined);
        }
        if (failed) tell(`${t("bulk.failed", { count: rows.length - done.length })} ${byCode("error", failed.code) ?? ""}`);
      };
      // A promise, not callbacks of the mutation: whoever asked (a menu, the bar of the chosen) is gone by then, and its callbacks with it.
      mutateAsync([{ ...change, conversation_ids: rows.map(({ id }) => id) }]).then(told, tellError);
    },
    [byCode, mutateAsync, t, tell, tellError],
  );
}
