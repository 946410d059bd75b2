/** Ready replies: texts and files operators insert by "/" and a shortcut; who uses which; from a table and back. */
import { Button, Drawer, SegmentedControl } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useT } from "@/shared/i18n";
import { useDeskSearch, type DeskSearch } from "@/shared/search";
import { Export } from "@/shared/ui/Export";
import { Page } from "@/shared/ui/Page";
import type { Snippet } from "@/shared/api/types";
import { NEW_REPLY, ReplyForm } from "@/features/snippets/ui/ReplyForm";
import { ReplyImport } from "@/features/snippets/ui/ReplyImport";
import { ReplyList } from "@/features/snippets/ui/ReplyList";
import { ReplyUsage } from "@/features/snippets/ui/ReplyUsage";
import { useMay } from "@/features/workspaces";

export function Replies() {
  const t = useT();
  const mayWrite = useMay("snippets.write");
  const { part } = useDeskSearch();
  const navigate = useNavigate();
  const [edited, setEdited] = useState<Snippet | typeof NEW_REPLY | null>(null);
  const [taking, setTaking] = useState(false);
  const add = mayWrite && <Button onClick={() => setEdited(NEW_REPLY)}>{t("replies.add")}</Button>;
  const turn = (next: string) => void navigate({ to: ".", search: (old: DeskSearch) => ({ ...old, part: next === "use" ? next : undefined }), replace: true });
  const tools = (
    <>
      <SegmentedControl style={{ gridColumn: "1 / -1" }} aria-label={t("replies.part")} value={part === "use" ? "use" : "list"} onChange={turn} data={[{ value: "list", label: t("replies.part.list") }, { value: "use", label: t("replies.part.use") }]} />
      <Export path="/snippets/export" />
      {mayWrite && (
        <Button variant="default" size="xs" px={8} onClick={() => setTaking(true)}>
          {t("replies.import")}
        </Button>
      )}
    </>
  );
  return (
    <Page title={t("settings.replies")} lead={t("replies.lead")} action={add} tools={tools}>
      {part === "use" ? <ReplyUsage /> : <ReplyList add={add} onEdit={mayWrite ? setEdited : undefined} />}
      <Drawer opened={edited !== null} onClose={() => setEdited(null)} position="right" size={460} title={edited?.id ? t("replies.edit") : t("replies.add")} closeButtonProps={{ "aria-label": t("action.close") }}>
        {edited && <ReplyForm key={edited.id || "new"} initial={edited} onDone={() => setEdited(null)} />}
      </Drawer>
      <Drawer opened={taking} onClose={() => setTaking(false)} position="right" size={640} title={t("replies.import.title")} closeButtonProps={{ "aria-label": t("action.close") }}>
        {taking && <ReplyImport onDone={() => setTaking(false)} />}
      </Drawer>
    </Page>
  );
}
