/** Plain text with links and the colleagues it calls, folded when it is very long. */
import { useT } from "@/shared/i18n";
import type { Mention } from "@/shared/api/types";
import { mentionPieces } from "@/features/conversations/mentions";
import { linkPieces } from "@/features/conversations/thread";
import { useFold } from "@/features/conversations/ui/folds";
import { useMe } from "@/features/workspaces";
import classes from "@/features/conversations/ui/Bubble.module.css";

const LONG = 1_800;

export function Text({ id, text, mentions = [] }: { id: string; text: string; mentions?: readonly Mention[] | undefined }) {
  const t = useT();
  const [whole, setWhole] = useFold(`${id} text`, false);
  const long = text.length > LONG && !whole;
  return (
    <>
      <div className={classes.text} dir="auto">
        {linkPieces(long ? `${text.slice(0, LONG)}…` : text).map((piece, index) =>
          "href" in piece ? (
            <a key={index} href={piece.href} target="_blank" rel="noreferrer noopener nofollow">
              {piece.href}
            </a>
          ) : (
            <Called key={index} text={piece.text} mentions={mentions} />
          ),
        )}
      </div>
      {long && (
        <button type="button" className={classes.fold} onClick={() => setWhole(true)}>
          {t("thread.show_all")}
        </button>
      )}
    </>
  );
}

/** A name called stands out; one's own more. */
function Called({ text, mentions }: { text: string; mentions: readonly Mention[] }) {
  const myId = useMe().operator.id;
  if (mentions.length === 0) return text;
  return mentionPieces(text, mentions).map((piece, index) =>
    typeof piece === "string" ? (
      piece
    ) : (
      <mark key={index} className={classes.mention} data-me={piece.id === myId || undefined}>
        @{piece.name}
      </mark>
    ),
  );
}
