/** One box to write in: text, emoji, files by button, drop or paste, a voice note. */
import { Fragment, h } from "preact";
import type { Upload } from "../composer";
import { errorText } from "../i18n";
import { canRecord, type Recording } from "../recorder";
import { Icon, Tool, focus } from "./icon";
import type { View } from "./view";

/** A few, without variation selectors: the spread splits by code point. Phones have keyboards for the rest. */
const EMOJI = [..."🙂😀😂😊😍🤔😅😉😢😡👍👎👌🙏👏🤝👋🎉🎁🔥✅❌❓💡📦🚚💳📞🌸☕"];
const coarse = matchMedia("(pointer: coarse)");
const field = (): HTMLTextAreaElement | null => document.querySelector("textarea");

interface Props {
  view: View;
}

export function ComposerBox({ view }: Props) {
  const { composer, language, chat } = view;
  return (
    <footer>
      <Suggestions view={view} />
      {view.picking && <Emoji view={view} />}
      {composer.uploads.map((upload) => (
        <UploadRow key={upload.key} view={view} upload={upload} />
      ))}
      {view.microphoneRefused && (
        <p class="error" role="alert">
          {language.t("noMicrophone")}
        </p>
      )}
      {view.recording ? <Voice view={view} recording={view.recording} /> : <Box view={view} />}
      {chat.session?.config.preview_disclosed && <p class="note">{language.t("preview")}</p>}
    </footer>
  );
}

function Box({ view }: Props) {
  const { composer, language } = view;
  const send = (): void => {
    composer.send();
    field()?.focus();
  };
  const onKey = (event: KeyboardEvent): void => {
    // a phone's Enter is a new line; a half-composed character is not a command
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || coarse.matches) return;
    event.preventDefault();
    send();
  };
  const onPaste = (event: ClipboardEvent): void => {
    if (!event.clipboardData?.files.length) return;
    event.preventDefault();
    composer.attach(event.clipboardData.files);
  };
  return (
    <div class="box">
      <textarea
        rows={1}
        dir="auto"
        aria-label={language.t("write")}
        placeholder={language.t("write")}
        value={composer.text}
        onInput={(event) => composer.type(event.currentTarget.value)}
        onKeyDown={onKey}
        onPaste={onPaste}
      />
      <div class="tools">
        <FileButton view={view} />
        <Tool
          icon="smile"
          label={language.t("emoji")}
          expanded={view.picking}
          press={() => view.set({ picking: !view.picking })}
        />
        {canRecord() && <Tool icon="mic" label={language.t("voice")} press={() => void view.startVoice()} />}
        <span class="space" />
        <button class="send" aria-label={language.t("send")} disabled={!composer.sendable} onClick={send}>
          <Icon name="send" />
        </button>
      </div>
    </div>
  );
}

function FileButton({ view: { composer, language } }: Props) {
  return (
    <>
      <Tool icon="clip" label={language.t("attach")} press={() => document.querySelector<HTMLElement>("[type=file]")?.click()} />
      <input
        type="file"
        multiple
        hidden
        onChange={(event) => {
          composer.attach(event.currentTarget.files ?? []);
          event.currentTarget.value = "";
        }}
      />
    </>
  );
}

function Emoji({ view }: Props) {
  const insert = (emoji: string): void => {
    const box = field();
    box?.setRangeText(emoji, box.selectionStart, box.selectionEnd, "end");
    view.composer.type(box?.value ?? "");
  };
  return (
    <div class="emoji" role="group" aria-label={view.language.t("emoji")}>
      {EMOJI.map((emoji) => (
        <button onClick={() => insert(emoji)}>{emoji}</button>
      ))}
    </div>
  );
}

function Suggestions({ view: { composer, language } }: Props) {
  if (!composer.suggestions.length) return null;
  return (
    <div class="suggestions" role="group" aria-label={language.t("suggestions")}>
      {composer.suggestions.map((suggestion) => (
        <button onClick={() => composer.take(suggestion)}>{suggestion.title}</button>
      ))}
    </div>
  );
}

function UploadRow({ view: { composer, chat, language }, upload }: { view: View; upload: Upload }) {
  const tooLarge = upload.error === "size";
  const state = (): string => {
    if (tooLarge) return language.t("fileTooLarge", { size: language.bytes(chat.session?.config.attachments.size_max ?? 0) });
    if (upload.error) return errorText(language, upload.error);
    return upload.done ? language.bytes(upload.size) : language.t("sending");
  };
  return (
    <div class="upload" aria-busy={!upload.done && !upload.error}>
      {upload.picture ? <img src={upload.picture} alt="" /> : <Icon name="file" />}
      <span>
        <b>{upload.name}</b>
        <small class={upload.error && "error"} role="status">
          {state()}
        </small>
      </span>
      {upload.error && !tooLarge && (
        <button class="quiet" onClick={() => composer.retry(upload)}>
          {language.t("retry")}
        </button>
      )}
      <Tool icon="close" label={`${language.t("remove")}: ${upload.name}`} press={() => composer.remove(upload.key)} />
    </div>
  );
}

function Voice({ view: { language }, recording }: { view: View; recording: Recording }) {
  const seconds = Math.floor((Date.now() - recording.startedAt) / 1000);
  return (
    <div class="box voice">
      <span class="dot" />
      <span role="status">{language.t("recording")}</span>
      <time>{`${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`}</time>
      <span class="space" />
      <button class="quiet" onClick={() => recording.stop(false)}>
        {language.t("cancel")}
      </button>
      <button class="send" aria-label={language.t("send")} ref={focus} onClick={() => recording.stop(true)}>
        <Icon name="send" />
      </button>
    </div>
  );
}
