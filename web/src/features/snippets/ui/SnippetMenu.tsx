/** The list over the composer that "/" opens. The composer keeps the focus and passes its keys here. */
import { useEffect, useRef } from "react";
import { useT } from "@/shared/i18n";
import type { Snippet } from "@/shared/api/types";
import classes from "@/features/snippets/ui/SnippetMenu.module.css";

export const SNIPPET_MENU_ID = "snippet-menu";

interface Props {
  snippets: Snippet[];
  active: number;
  onPick: (snippet: Snippet) => void;
}

export function SnippetMenu({ snippets, active, onPick }: Props) {
  const t = useT();
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: "nearest" });
  }, [active]);
  if (snippets.length === 0) return <div className={classes.menu}><p className={classes.none}>{t("snippets.menu.none")}</p></div>;
  return (
    <div ref={list} id={SNIPPET_MENU_ID} className={classes.menu} role="listbox" aria-label={t("snippets.title")}>
      {snippets.map((snippet, index) => (
        <div
          key={snippet.id}
          id={`${SNIPPET_MENU_ID}-${index}`}
          role="option"
          aria-selected={index === active}
          tabIndex={-1}
          className={classes.option}
          onPointerDown={(event) => {
            event.preventDefault();
            onPick(snippet);
          }}
        >
          <span className={classes.head}>
            <b>{snippet.title || snippet.shortcut}</b>
            <code>/{snippet.shortcut}</code>
          </span>
          <span className={classes.text}>{snippet.text}</span>
        </div>
      ))}
    </div>
  );
}
