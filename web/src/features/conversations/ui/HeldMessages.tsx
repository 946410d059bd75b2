/** My messages the server does not have yet: on hold for undo, on their way, or refused. */
import { useEffect, useState } from "react";
import { useI18n } from "@/shared/i18n";
import { sayError } from "@/shared/ui/states";
import type { Message } from "@/shared/api/types";
import { outbox, UNDO_MS, type Outgoing } from "@/features/conversations/outbox";
import { useOutgoing } from "@/features/conversations/useOutbox";
import bubble from "@/features/conversations/ui/Bubble.module.css";

interface Props {
  conversationId: string;
  sent: Message[];
  onUndo: (back: Outgoing) => void;
}

export function HeldMessages({ conversationId, sent, onUndo }: Props) {
  const arrived = new Set(sent.map(({ client_key: key }) => key));
  const held = useOutgoing(conversationId).filter(({ key }) => !arrived.has(key));
  return held.map((entry) => <Held key={entry.key} entry={entry} onUndo={onUndo} />);
}

function Held({ entry, onUndo }: { entry: Outgoing; onUndo: (back: Outgoing) => void }) {
  const i18n = useI18n();
  const { t } = i18n;
  const takeBack = () => {
    const back = outbox.undo(entry.key);
    if (back) onUndo(back);
  };
  return (
    <div className={`${bubble.line ?? ""} ${bubble.held ?? ""}`} data-side="out" data-first>
      <div className={bubble.column}>
        <div className={bubble.bubble} data-last>
          <div className={bubble.text} dir="auto">{entry.draft.text}</div>
          {entry.draft.attachment_ids.length > 0 && <p>{t("thread.files", { count: entry.draft.attachment_ids.length })}</p>}
        </div>
        <p className={bubble.trouble} data-tone={entry.state === "refused" ? "broken" : "soon"}>
          {entry.state === "held" && <Countdown from={entry.writtenAt} />}
          {entry.state === "sending" && t("thread.sending")}
          {entry.state === "refused" && sayError(entry.error, i18n)}
          {entry.state !== "sending" && (
            <>
              <button type="button" className={bubble.fold} onClick={takeBack}>
                {t("action.undo")}
              </button>
              <button type="button" className={bubble.fold} onClick={() => outbox.release(entry.key)}>
                {entry.state === "held" ? t("thread.send_now") : t("action.retry")}
              </button>
            </>
          )}
        </p>
      </div>
    </div>
  );
}

function Countdown({ from }: { from: string }) {
  const { t } = useI18n();
  const leftAt = () => Math.max(1, Math.ceil((new Date(from).getTime() + UNDO_MS - Date.now()) / 1000));
  const [left, setLeft] = useState(leftAt);
  useEffect(() => {
    const timer = setInterval(() => setLeft(leftAt()), 250);
    return () => clearInterval(timer);
  });
  return <span aria-live="off">{t("thread.sends_in", { count: left })}</span>;
}
