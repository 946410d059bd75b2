/** Plain text with links, folded when it is very long. */
import { useState } from "react";
import { useT } from "@/shared/i18n";
import { linkPieces } from "@/features/conversations/thread";
import classes from "@/features/conversations/ui/Bubble.module.css";

const LONG = 1_800;

export function Text({ text }: { text: string }) {
  const t = useT();
  const [whole, setWhole] = useState(false);
  const long = text.length > LONG && !whole;
  return (
    <>
      <div className={classes.text}>
        {linkPieces(long ? `${text.slice(0, LONG)}…` : text).map((piece, index) =>
          "href" in piece ? (
            <a key={index} href={piece.href} target="_blank" rel="noreferrer noopener nofollow">
              {piece.href}
            </a>
          ) : (
            piece.text
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
