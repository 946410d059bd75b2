/** The text box with its tools, and the menus of ready replies and colleagues over it. */
import { Button, Textarea } from "@mantine/core";
import { Suspense, useRef, useState, type RefObject } from "react";
import { useFormat } from "@/shared/format";
import { useT } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/IconButton";
import { useHotkeys } from "@/shared/ui/useHotkeys";
import { usePhone } from "@/shared/ui/usePhone";
import { useMemory } from "@/shared/useMemory";
import type { Conversation } from "@/shared/api/types";
import type { FileLimits } from "@/features/conversations/limits";
import { pastedFiles } from "@/features/conversations/pasted";
import type { ComposerState } from "@/features/conversations/useComposer";
import { EmojiButton } from "@/features/conversations/ui/EmojiButton";
import { MENTION_MENU_ID, MentionMenu } from "@/features/conversations/ui/MentionMenu";
import { SendMenu } from "@/features/conversations/ui/SendMenu";
import { useComposerMenus } from "@/features/conversations/ui/useComposerMenus";
import { MacroButton } from "@/features/automations";
import { UploadList } from "@/features/delivery";
import { SNIPPET_MENU_ID, SnippetMenu } from "@/features/snippets";
import { TaskDialog } from "@/features/tasks";
import { useMay } from "@/features/workspaces";
import classes from "@/features/conversations/ui/Composer.module.css";

interface Props {
  conversation: Conversation;
  composer: ComposerState;
  /** What ready replies may name in braces. */
  names: Readonly<Record<string, string>>;
  boxRef: RefObject<HTMLTextAreaElement | null>;
}

/** Where the browser sizes a field by its words, nothing is measured by hand. */
const FITS_ITSELF = CSS.supports("field-sizing", "content");

export function ComposerBox({ conversation, composer, names, boxRef }: Props) {
  const t = useT();
  const [enterSends, setEnterSends] = useMemory("composer.enter", false);
  const { slash, mention, insert, look, press: pressMenu, close } = useComposerMenus(composer, names, boxRef);
  const press = (event: React.KeyboardEvent) => {
    if (pressMenu(event)) return;
    const combined = event.ctrlKey || event.metaKey;
    if (event.key !== "Enter" || event.nativeEvent.isComposing || event.shiftKey || combined === enterSends) return;
    event.preventDefault();
    composer.send();
  };
  const paste = (event: React.ClipboardEvent) => {
    const files = pastedFiles(event.clipboardData, new Date());
    if (files.length === 0) return;
    event.preventDefault();
    composer.addFiles(files);
  };
  const note = composer.mode === "note";
  const menuId = slash.opened ? SNIPPET_MENU_ID : mention.opened ? MENTION_MENU_ID : undefined;
  const active = slash.opened ? slash.active : mention.active;
  return (
    <div className={classes.box}>
      {slash.opened && <SnippetMenu names={names} snippets={slash.found} active={slash.active} onPick={slash.pick} />}
      {mention.opened && <MentionMenu people={mention.found} active={mention.active} onPick={mention.pick} />}
      <Textarea
        ref={boxRef}
        aria-label={note ? t("composer.note") : t("composer.reply")}
        placeholder={note ? t("composer.note.placeholder") : t("composer.reply.placeholder")}
        variant="unstyled"
        {...(FITS_ITSELF ? { classNames: { input: classes.fits } } : { autosize: true, minRows: 2, maxRows: 12 })}
        value={composer.text}
        aria-controls={menuId}
        aria-activedescendant={menuId && `${menuId}-${active}`}
        onChange={(event) => {
          composer.setText(event.currentTarget.value);
          look(event.currentTarget);
        }}
        onSelect={(event) => look(event.currentTarget)}
        onBlur={close}
        onKeyDown={press}
        onPaste={paste}
      />
      <div className={classes.uploads}>
        <UploadList uploads={composer.uploads} onRemove={composer.removeFile} onRetry={composer.retryFile} />
      </div>
      <div className={classes.tools}>
        <Tools composer={composer} onInsert={insert} />
        <TaskTool conversation={conversation} text={composer.text} />
        <span className={classes.gap} />
        <Send composer={composer} enterSends={enterSends} onEnterSends={setEnterSends} />
      </div>
    </div>
  );
}

interface SendProps {
  composer: ComposerState;
  enterSends: boolean;
  onEnterSends: (value: boolean) => void;
}

function Send({ composer, enterSends, onEnterSends }: SendProps) {
  const t = useT();
  const { counter } = composer;
  return (
    <>
      {counter && (
        <span className={classes.counter} data-over={counter.length > counter.max || undefined}>
          {counter.length} / {counter.max}
        </span>
      )}
      <Button.Group>
        <Button size="sm" disabled={!composer.maySend} onClick={composer.send} title={enterSends ? "Enter" : "Ctrl+Enter"}>
          {composer.mode === "note" ? t("composer.add_note") : t("composer.send")}
        </Button>
        <SendMenu composer={composer} enterSends={enterSends} onEnterSends={onEnterSends} />
      </Button.Group>
    </>
  );
}

function Tools({ composer, onInsert }: { composer: ComposerState; onInsert: (text: string) => void }) {
  const t = useT();
  const format = useFormat();
  const input = useRef<HTMLInputElement>(null);
  const sayLimits = ({ count, bytes }: FileLimits) => (bytes === 0 ? t("composer.limits.none") : count > 0 ? t("composer.limits.both", { count, size: format.size(bytes) }) : t("composer.limits.size", { size: format.size(bytes) }));
  // There a keyboard with "@" comes up by itself, and a sixth button would not fit.
  const phone = usePhone();
  useHotkeys({ "composer.attach": () => input.current?.click() });
  const sign = (letter: string) => () => onInsert(composer.text === "" || /\s$/.test(composer.text) ? letter : ` ${letter}`);
  return (
    <>
      <IconButton icon="clip" label={t("composer.attach")} {...(composer.fileLimits && { hint: sayLimits(composer.fileLimits) })} onClick={() => input.current?.click()} />
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
      {composer.mode === "note" && !phone && <IconButton icon="at" label={t("mentions.menu")} hint="@" onClick={sign("@")} />}
      <IconButton icon="bolt" label={t("snippets.title")} hint="/" onClick={sign("/")} />
      <MacroButton />
    </>
  );
}

/** What was just promised is written down in the words it was promised in. */
function TaskTool({ conversation, text }: { conversation: Conversation; text: string }) {
  const t = useT();
  const [opened, setOpened] = useState(false);
  const offered = useMay("tasks.write") && text.trim() !== "";
  // A phone has no room for it here; the menu of the conversation has the same.
  const phone = usePhone();
  useHotkeys({ ...(offered && { "composer.task": () => setOpened(true) }) });
  return (
    <>
      {!phone && <IconButton icon="task" label={t("composer.task")} disabled={!offered} onClick={() => setOpened(true)} />}
      <Suspense>{opened && <TaskDialog about={{ contactId: conversation.contact.id, conversationId: conversation.id }} text={text} source="composer" onClose={() => setOpened(false)} />}</Suspense>
    </>
  );
}
