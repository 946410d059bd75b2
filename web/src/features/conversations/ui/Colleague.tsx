/** Says when a colleague is in the same conversation, so that two do not answer at once. Whoever comes later is answered
 *  once, for they missed our own announcement. */
import { useEffect, useRef, useState } from "react";
import { useT } from "@/shared/i18n";
import { useLiveEvent } from "@/shared/live/context";
import { useReading } from "@/features/conversations/api/reading";
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
  const answer = useAnswer(conversationId);
  useLiveEvent((event) => {
    if (event.kind === "reading" && event.data.conversation_id === conversationId && event.data.operator_id !== me.operator.id) {
      answer(event.data.operator_id);
      setSeen({ name: colleagues.get(event.data.operator_id)?.name ?? "", typing: false, at: Date.now() });
    }
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

/** Says that we are here too: to each colleague once in a while, so that two desks do not answer each other for ever. */
function useAnswer(conversationId: string): (operatorId: string) => void {
  const { mutate } = useReading(conversationId);
  const answered = useRef(new Map<string, number>());
  return (operatorId) => {
    if (document.hidden || Date.now() - (answered.current.get(operatorId) ?? 0) < STAYS_MS) return;
    answered.current.set(operatorId, Date.now());
    mutate();
  };
}
