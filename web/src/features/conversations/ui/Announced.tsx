/** Tells a screen reader what a customer or a colleague has just said. The log itself is silent: it is made anew as it is
 *  scrolled, and old messages are no news. */
import { useState } from "react";
import { useT } from "@/shared/i18n";
import type { Message } from "@/shared/api/types";
import { firstWords } from "@/features/conversations/collision";
import { shownText } from "@/features/conversations/thread";

export function Announced({ newest }: { newest: Message | undefined }) {
  const t = useT();
  const [{ first, last }, setKnown] = useState({ first: newest?.id, last: newest?.id });
  if (newest && newest.id !== last) setKnown({ first: last === undefined ? newest.id : first, last: newest.id });
  const news = newest && newest.id !== first && newest.kind !== "event" && !newest.deleted_at;
  return (
    <p className="unseen" role="status">
      {news ? t("thread.said", { name: newest.author.name || t("thread.robot"), text: firstWords(shownText(newest).shown) || t("inbox.no_words") }) : ""}
    </p>
  );
}
