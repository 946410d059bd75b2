/** Makes one change to the conversations given, tells what came of it and offers to take it back. */
import { useCallback } from "react";
import { useI18n } from "@/shared/i18n";
import { useToasts } from "@/shared/ui/toasts";
import type { BulkOutcome, ConversationRow } from "@/shared/api/types";
import { useChanges, type Change } from "@/features/conversations/api/changes";
import { undoOf } from "@/features/conversations/undo";

export type Act = (rows: readonly ConversationRow[], change: Change, said?: string) => void;

export function useActs(): Act {
  const { t, byCode } = useI18n();
  const { tell, tellError } = useToasts();
  const { mutate } = useChanges();
  return useCallback(
    (rows, change, said) => {
      if (rows.length === 0) return;
      const told = (outcomes: BulkOutcome[]) => {
        const done = rows.filter((_, index) => outcomes[index]?.code === "");
        const failed = outcomes.find(({ code }) => code !== "");
        if (done.length > 0) {
          const back = undoOf(done, change, new Date());
          tell(said ?? t("bulk.done", { count: done.length }), back.length > 0 ? () => mutate(back, { onError: tellError }) : undefined);
        }
        if (failed) tell(`${t("bulk.failed", { count: rows.length - done.length })} ${byCode("error", failed.code) ?? ""}`);
      };
      mutate([{ ...change, conversation_ids: rows.map(({ id }) => id) }], { onError: tellError, onSuccess: told });
    },
    [byCode, mutate, t, tell, tellError],
  );
}
