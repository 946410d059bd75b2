/** The list over the composer that "/" opens. The composer keeps the focus and passes its keys here. */
import { useEffect, useRef, useState } from "react";
import { useT } from "@/shared/i18n";
import { Icon } from "@/shared/ui/icons";
import type { Snippet } from "@/shared/api/types";
import { fill, openNames } from "@/features/snippets/rules";
import classes from "@/features/snippets/ui/SnippetMenu.module.css";

export const SNIPPET_MENU_ID = "snippet-menu";

interface Props {
  /** What names in braces stand for in this conversation. */
  names: Readonly<Record<string, string>>;
  snippets: Snippet[];
  active: number;
  onPick: (snippet: Snippet) => void;
}

export function SnippetMenu({ snippets, active, names, onPick }: Props) {
  const t = useT();
  const [pointed, setPointed] = useState<string | null>(null);
  const shown = snippets.find(({ id }) => id === pointed) ?? snippets[active];
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: "nearest" });
  }, [active]);
  if (snippets.length === 0) return <div className={classes.menu}><p className={classes.none}>{t("snippets.menu.none")}</p></div>;
  return (
    <div className={classes.menu} data-wide>
      <div ref={list} id={SNIPPET_MENU_ID} className={classes.options} role="listbox" aria-label={t("snippets.title")}>
        {snippets.map((snippet, index) => (
          <div
            key={snippet.id}
            id={`${SNIPPET_MENU_ID}-${index}`}
            role="option"
            aria-selected={index === active}
            tabIndex={-1}
            onPointerEnter={() => setPointed(snippet.id)}
            onPointerLeave={() => setPointed(null)}
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
            <span className={classes.text} dir="auto">{snippet.text}</span>
          </div>
        ))}
      </div>
      {shown && <Preview snippet={shown} names={names} />}
    </div>
  );
}

/** As it will stand in the message; what nothing is known for stands out. */
function Preview({ snippet, names }: { snippet: Snippet; names: Readonly<Record<string, string>> }) {
  const t = useT();
  const text = fill(snippet.text, names);
  const open = openNames(text);
  return (
    <div className={classes.preview}>
      <p className={classes.filled} dir="auto">
        {text}
      </p>
      {snippet.attachments.length > 0 && (
        <p className={classes.files}>
          <Icon name="clip" size={14} />
          {snippet.attachments.map(({ name }) => name).join(", ")}
        </p>
      )}
      {open.length > 0 && <p className={classes.open}>{t("snippets.open", { names: open.map((name) => `{${name}}`).join(", "), count: open.length })}</p>}
    </div>
  );
}
