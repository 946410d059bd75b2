/** The composer's list of macros; its menu comes when it is first opened. */
import { lazy, Suspense, useState } from "react";
import { useT } from "@/shared/i18n";
import { useDeskParams } from "@/shared/search";
import { IconButton } from "@/shared/ui/IconButton";

const MacroMenu = lazy(() => import("@/features/automations/ui/MacroMenu").then(({ MacroMenu: component }) => ({ default: component })));

export function MacroButton() {
  const t = useT();
  const { conversationId = "" } = useDeskParams();
  const [wanted, setWanted] = useState(false);
  const button = <IconButton icon="play" label={t("composer.macro")} onClick={() => setWanted(true)} />;
  if (!wanted) return button;
  return (
    <Suspense fallback={button}>
      <MacroMenu conversationId={conversationId} onClose={() => setWanted(false)} />
    </Suspense>
  );
}
