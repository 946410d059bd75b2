/** What the customer is typing and has not sent: a dotted bubble that is never stored. */
import { useEffect, useState } from "react";
import { useT } from "@/shared/i18n";
import { useLiveEvent } from "@/shared/live/context";
import bubble from "@/features/conversations/ui/Bubble.module.css";

const STAYS_MS = 6_000;

interface Typed {
  name: string;
  preview: string;
  at: number;
}

export function LiveTyping({ conversationId }: { conversationId: string }) {
  const t = useT();
  const [typed, setTyped] = useState<Typed | null>(null);
  useLiveEvent((event) => {
    if (event.kind === "message.added" && event.data.message.conversation_id === conversationId && event.data.message.direction === "in") setTyped(null);
    if (event.kind !== "typing" || event.data.conversation_id !== conversationId || event.data.by.kind === "operator") return;
    setTyped({ name: event.data.by.name, preview: event.data.preview ?? "", at: Date.now() });
  });
  useEffect(() => {
    if (!typed) return;
    const timer = setTimeout(() => setTyped(null), STAYS_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  if (!typed) return null;
  return (
    <div className={`${bubble.line ?? ""} ${bubble.typed ?? ""}`} data-side="in" data-first aria-live="off">
      <span className={bubble.face} />
      <div className={bubble.column}>
        <p className={bubble.author}>{t("thread.typing")}</p>
        <div className={bubble.bubble}>
          <div className={bubble.text} dir="auto">{typed.preview || "…"}</div>
        </div>
      </div>
    </div>
  );
}
