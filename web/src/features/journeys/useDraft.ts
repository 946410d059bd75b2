/** What is being drawn, over which revision. */
import { useState } from "react";
import { usePublishJourney, useSaveJourney, type Journey } from "@/features/journeys/api/journeys";
import { placed, type Graph } from "@/features/journeys/graph";
import { useMay } from "@/features/workspaces";
import { useT } from "@/shared/i18n";
import { useToasts } from "@/shared/ui/toasts";

export type DraftState = ReturnType<typeof useDraft>;

export function useDraft(saved: Journey) {
  const t = useT();
  const { tell } = useToasts();
  const mayWrite = useMay("journeys.write");
  const [graph, setGraph] = useState(() => placed(saved.graph));
  const [name, setName] = useState(saved.row.name);
  const [revision, setRevision] = useState(saved.row.revision);
  const [dirty, setDirty] = useState(false);
  const save = useSaveJourney(saved.row.id);
  const publish = usePublishJourney(saved.row.id);
  const change = (next: Graph) => {
    setGraph(next);
    setDirty(true);
  };
  const rename = (next: string) => {
    setName(next);
    setDirty(true);
  };
  const keep = async (): Promise<Journey | null> => {
    if (!dirty) return null;
    const kept = await save.mutateAsync({ name, graph, revision });
    setRevision(kept.row.revision);
    setDirty(false);
    return kept;
  };
  const say = (kept: Journey | null) => {
    const wrong = kept?.findings.filter(({ error }) => error).length ?? 0;
    tell(wrong ? t("journeys.saved_with_errors", { count: wrong, n: wrong }) : t("action.saved"));
  };
  const onSave = () => void keep().then(say).catch(() => undefined);
  const onPublish = () => void keep().then(() => publish.mutateAsync(undefined)).then(() => tell(t("journeys.published"))).catch(() => undefined);
  return { graph, name, dirty, change, rename, onSave, onPublish, pending: save.isPending || publish.isPending, error: save.error ?? publish.error, readOnly: !mayWrite || saved.row.state === "stopped" };
}
