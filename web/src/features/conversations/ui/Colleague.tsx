/** Says when a colleague is in the same conversation, so that two do not answer at once. */
import { useEffect, useState } from "react";
import { useT } from "@/shared/i18n";
import { useLiveEvent } from "@/shared/live/context";
import { useColleagues, useMe } from "@/features/workspaces";
import classes from "@/features/conversations/ui/ConversationPane.module.css";

const STAYS_MS = 60_000;
const TYPING_STAYS_MS = 6_000;

interface Seen {
  name: string;
  typing: boolean;
  at: number;
}

export function Colleague({ conversationId }: { conversationId: string }) {
  const t = useT();
  const me = useMe();
  const colleagues = useColleagues();
  const [seen, setSeen] = useState<Seen | null>(null);
  useLiveEvent((event) => {
    if (event.kind === "reading" && event.data.conversation_id === conversationId && event.data.operator_id !== me.operator.id)
      setSeen({ name: colleagues.get(event.data.operator_id)?.name ?? "", typing: false, at: Date.now() });
    if (event.kind === "typing" && event.data.conversation_id === conversationId && event.data.by.kind === "operator" && event.data.by.id !== me.operator.id)
      setSeen({ name: event.data.by.name, typing: true, at: Date.now() });
  });
  useEffect(() => {
    if (!seen) return;
    const timer = setTimeout(() => setSeen(null), seen.typing ? TYPING_STAYS_MS : STAYS_MS);
    return () => clearTimeout(timer);
  }, [seen]);
  return (
    <div aria-live="polite">
      {seen?.name && <p className={classes.colleague}>{seen.typing ? t("thread.colleague_types", { name: seen.name }) : t("thread.colleague_reads", { name: seen.name })}</p>}
    </div>
  );
}
