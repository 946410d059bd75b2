/** The text box with its tools and the ready-reply menu. */
import { Button, Menu, Textarea } from "@mantine/core";
import { useRef, useState, type RefObject } from "react";
import { useT } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/IconButton";
import { useHotkeys } from "@/shared/ui/useHotkeys";
import { useMemory } from "@/shared/useMemory";
import type { Snippet } from "@/shared/api/types";
import type { ComposerState } from "@/features/conversations/useComposer";
import { EmojiButton } from "@/features/conversations/ui/EmojiButton";
import { UploadList } from "@/features/conversations/ui/UploadList";
import { MacroButton } from "@/features/automations";
import { fill, insertAt, matching, slashAt, SNIPPET_MENU_ID, SnippetMenu, tellUse, useMySnippets } from "@/features/snippets";
import classes from "@/features/conversations/ui/Composer.module.css";

interface Props {
  composer: ComposerState;
  /** What ready replies may name in braces. */
  names: Readonly<Record<string, string>>;
  boxRef: RefObject<HTMLTextAreaElement | null>;
}

export function ComposerBox({ composer, names, boxRef }: Props) {
  const t = useT();
  const [enterSends, setEnterSends] = useMemory("composer.enter", false);
  const menu = useSlashMenu(composer, names, boxRef);
  const press = (event: React.KeyboardEvent) => {
    if (menu.press(event)) return;
    const combined = event.ctrlKey || event.metaKey;
    if (event.key !== "Enter" || event.nativeEvent.isComposing || event.shiftKey || combined === enterSends) return;
    event.preventDefault();
    composer.send();
  };
  const paste = (event: React.ClipboardEvent) => {
    if (event.clipboardData.files.length === 0) return;
    event.preventDefault();
    composer.addFiles(event.clipboardData.files);
  };
  const note = composer.mode === "note";
  return (
    <div className={classes.box}>
      {menu.opened && <SnippetMenu snippets={menu.found} active={menu.active} onPick={menu.pick} />}
      <Textarea
        ref={boxRef}
        aria-label={note ? t("composer.note") : t("composer.reply")}
        placeholder={note ? t("composer.note.placeholder") : t("composer.reply.placeholder")}
        variant="unstyled"
        autosize
        minRows={2}
        maxRows={12}
        value={composer.text}
        aria-controls={menu.opened ? SNIPPET_MENU_ID : undefined}
        aria-activedescendant={menu.opened ? `${SNIPPET_MENU_ID}-${menu.active}` : undefined}
        onChange={(event) => {
          composer.setText(event.currentTarget.value);
          menu.look(event.currentTarget);
        }}
        onSelect={(event) => menu.look(event.currentTarget)}
        onBlur={menu.close}
        onKeyDown={press}
        onPaste={paste}
      />
      <UploadList uploads={composer.uploads} onRemove={composer.removeFile} />
      <div className={classes.tools}>
        <Tools composer={composer} onInsert={menu.insert} />
        <span className={classes.gap} />
        {composer.counter && (
          <span className={classes.counter} data-over={composer.counter.length > composer.counter.max || undefined}>
            {composer.counter.length} / {composer.counter.max}
          </span>
        )}
        <Button.Group>
          <Button size="sm" disabled={!composer.maySend} onClick={composer.send} title={enterSends ? "Enter" : "Ctrl+Enter"}>
            {note ? t("composer.add_note") : t("composer.send")}
          </Button>
          <SendMenu enterSends={enterSends} onChange={setEnterSends} />
        </Button.Group>
      </div>
    </div>
  );
}

function SendMenu({ enterSends, onChange }: { enterSends: boolean; onChange: (value: boolean) => void }) {
  const t = useT();
  return (
    <Menu position="top-end" withinPortal>
      <Menu.Target>
        <Button size="sm" px={8} aria-label={t("composer.send.options")} className={classes.sendMore}>
          <span aria-hidden="true">▾</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("composer.send.by")}</Menu.Label>
        <Menu.Item onClick={() => onChange(false)} rightSection={enterSends ? null : "✓"}>
          Ctrl+Enter
        </Menu.Item>
        <Menu.Item onClick={() => onChange(true)} rightSection={enterSends ? "✓" : null}>
          Enter
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Tools({ composer, onInsert }: { composer: ComposerState; onInsert: (text: string) => void }) {
  const t = useT();
  const input = useRef<HTMLInputElement>(null);
  useHotkeys({ "composer.attach": () => input.current?.click() });
  return (
    <>
      <IconButton icon="clip" label={t("composer.attach")} onClick={() => input.current?.click()} />
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          composer.addFiles([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = "";
        }}
      />
      <EmojiButton onPick={onInsert} />
      <IconButton icon="bolt" label={t("snippets.title")} hint="/" onClick={() => onInsert(composer.text === "" || /\s$/.test(composer.text) ? "/" : " /")} />
      <MacroButton />
    </>
  );
}

/** The menu that "/" opens: what it finds, which line is active, and which keys it takes from the box. */
function useSlashMenu(composer: ComposerState, names: Props["names"], box: RefObject<HTMLTextAreaElement | null>) {
  const { data: snippets = [] } = useMySnippets();
  const [slash, setSlash] = useState<ReturnType<typeof slashAt>>(null);
  const [active, setActive] = useState(0);
  const found = slash ? matching(snippets, slash.word) : [];
  const close = () => setSlash(null);
  const look = (element: HTMLTextAreaElement) => {
    const next = slashAt(element.value, element.selectionStart);
    if (next?.word !== slash?.word) setActive(0);
    setSlash(next);
  };
  const put = (text: string, caret: number) => {
    composer.setText(text);
    requestAnimationFrame(() => {
      box.current?.focus();
      box.current?.setSelectionRange(caret, caret);
    });
  };
  const pick = (snippet: Snippet) => {
    if (!slash) return;
    const next = insertAt(composer.text, slash, fill(snippet.text, names));
    put(next.text, next.caret);
    tellUse(snippet.id);
    composer.attach(snippet.attachments.map(({ id, name, size }) => ({ key: crypto.randomUUID(), id, name, size, share: 1, error: null })));
    close();
  };
  const insert = (text: string) => {
    const at = box.current?.selectionStart ?? composer.text.length;
    put(composer.text.slice(0, at) + text + composer.text.slice(at), at + text.length);
    setActive(0);
    if (text.trim() === "/") setSlash({ start: at + text.length - 1, word: "" });
  };
  const press = (event: React.KeyboardEvent): boolean => {
    if (!slash || event.ctrlKey || event.metaKey) return false;
    const chosen = found[active];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") close();
    else if (step && found.length > 0) setActive((active + step + found.length) % found.length);
    else if ((event.key === "Enter" || event.key === "Tab") && chosen) pick(chosen);
    else return false;
    event.preventDefault();
    return true;
  };
  return { opened: slash !== null && (found.length > 0 || slash.word === ""), found, active, look, pick, insert, press, close };
}
