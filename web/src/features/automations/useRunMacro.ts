/** Running a macro on the open conversation, from the composer or from the palette, and saying what came of it. */
import { useCallback } from "react";
import { useI18n } from "@/shared/i18n";
import { useDeskParams } from "@/shared/search";
import { useToasts } from "@/shared/ui/toasts";
import { runMacro, useMyMacros } from "@/features/automations/api/macros";
import type { Macro } from "@/features/automations/types";
import { useMay } from "@/features/workspaces";

export function useRunMacro(conversationId: string): (macro: Macro) => Promise<void> {
  const { t, byCode } = useI18n();
  const { tell, tellError } = useToasts();
  return useCallback(
    async (macro) => {
      try {
        const { outcomes } = await runMacro(conversationId, macro.id);
        const failed = outcomes.find(({ state }) => state === "failed");
        if (!failed) { tell(t("composer.macro.done", { name: macro.name })); return; }
        const params = Object.fromEntries(Object.entries(failed.params).map(([name, value]) => [name, String(value)]));
        const why = byCode("error", failed.code, params) ?? failed.code;
        tell(t("composer.macro.failed", { name: macro.name, why }));
      } catch (error) {
        tellError(error);
      }
    },
    [conversationId, t, byCode, tell, tellError],
  );
}

/** The palette's lines while a conversation is open. */
export function useMacroCommands() {
  const { t } = useI18n();
  const { conversationId = "" } = useDeskParams();
  const may = useMay("conversations.write");
  const { data = [] } = useMyMacros(may && conversationId !== "");
  const run = useRunMacro(conversationId);
  if (!may || !conversationId) return [];
  return data.map((macro) => ({ id: `macro-${macro.id}`, icon: "play" as const, title: t("composer.macro.command", { name: macro.name }), run: () => run(macro) }));
}
