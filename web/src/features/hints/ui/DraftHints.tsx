/** What a draft may have overlooked, in one quiet line each: never in the way of sending, and hidden by kind. */
import { useState } from "react";
import { useT } from "@/shared/i18n";
import { useDebounced } from "@/shared/ui/useDebounced";
import type { Hint } from "@/shared/api/types";
import { useHideHints, useHintChoices, useHints } from "@/features/hints/api/hints";
import classes from "@/features/hints/ui/DraftHints.module.css";

const PAUSE_MS = 700;

export default function DraftHints({ conversationId, draft }: { conversationId: string; draft: string }) {
  const { data: choices } = useHintChoices();
  const hide = useHideHints();
  const settled = useDebounced(draft, PAUSE_MS);
  const { data } = useHints(conversationId, settled, choices?.enabled === true);
  const hidden = choices?.hidden ?? [];
  const shown = draft.trim() ? (data?.items ?? []).filter(({ kind }) => !hidden.includes(kind)) : [];
  return (
    <div role="status" className={classes.hints}>
      {shown.map((hint) => (
        <Line key={hint.kind} hint={hint} onHide={() => hide.mutate([...hidden, hint.kind])} />
      ))}
    </div>
  );
}

function Line({ hint, onHide }: { hint: Hint; onHide: () => void }) {
  const t = useT();
  const [open, setOpen] = useState(false);
  return (
    <p className={classes.line}>
      <span>{t(`hints.${hint.kind}`)}</span>{" "}
      <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
        {t("hints.why")}
      </button>{" "}
      <button type="button" onClick={onHide}>
        {t("hints.hide")}
      </button>
      {open && <q className={classes.excerpt}>{hint.excerpt}</q>}
    </p>
  );
}
