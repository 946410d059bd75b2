/** The way into writing first; absent where no channel can, and what it opens loads when it is asked for. */
import { lazy, Suspense, useState } from "react";
import { useT } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/IconButton";
import { useStartingChannels } from "@/features/delivery";
import { useMay } from "@/features/workspaces";

const StartPanel = lazy(() => import("@/features/conversations/ui/StartPanel").then(({ StartPanel: component }) => ({ default: component })));

export function StartButton() {
  const t = useT();
  const mayWrite = useMay("conversations.write");
  const channels = useStartingChannels();
  const [opened, setOpened] = useState(false);
  if (!mayWrite || channels.length === 0) return null;
  return (
    <>
      <IconButton icon="edit" label={t("start.open")} onClick={() => setOpened(true)} />
      <Suspense>{opened && <StartPanel channels={channels} onClose={() => setOpened(false)} />}</Suspense>
    </>
  );
}
