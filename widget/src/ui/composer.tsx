/** One box to write in: text, emoji, files by button, drop or paste, a voice note. */
import { Fragment, h } from "preact";
import { chat } from "../chat";
import { attach, composer, remove, retry, send, sendable, take, type as typed, type Upload } from "../composer";
import { bytes, errorText, t } from "../i18n";
import { canRecord, type Recording } from "../recorder";
import { Icon, Out, Tool, focus } from "./icon";
import { set, startVoice, view } from "./view";

/** A few, each one code point. Phones have keyboards for the rest. */
const EMOJI = "🙂😀😂😊😍🤔😅😉😢😡👍👎👌🙏👏🤝👋🎉🎁🔥✅❌❓💡📦🚚💳📞🌸☕".match(/./gu) ?? [];
const coarse = matchMedia("(pointer: coarse)");
const field = (): HTMLTextAreaElement | null => document.querySelector("textarea");

export function ComposerBox() {
  return (
    <footer>
      <Suggestions />
      {view.picking && <Emoji />}
      {composer.uploads.map((upload) => (
        <UploadRow key={upload.key} upload={upload} />
      ))}
      {view.microphoneRefused && (
        <p class="error" role="alert">
          {t("noMicrophone")}
        </p>
      )}
      {view.recording ? <Voice recording={view.recording} /> : <Box />}
      {chat.session?.config.preview_disclosed && <p class="note">{t("preview")}</p>}
    </footer>
  );
}

function Box() {
  const sendOff = (): void => {
    send();
    field()?.focus();
  };
  const onKey = (event: KeyboardEvent): void => {
    // a phone's Enter is a new line; a half-composed character is not a command
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || coarse.matches) return;
    event.preventDefault();
    sendOff();
  };
  const files = chat.session?.config.attachments.size_max !== 0;
  const onPaste = (event: ClipboardEvent): void => {
    if (!event.clipboardData?.files.length) return;
    event.preventDefault();
    attach(event.clipboardData.files);
  };
  return (
    <div class="box">
      <textarea
        rows={1}
        dir="auto"
        aria-label={t("write")}
        placeholder={t("write")}
        value={composer.text}
        onInput={(event) => typed(event.currentTarget.value)}
        onKeyDown={onKey}
        onPaste={onPaste}
      />
      <div class="tools">
        {files && <FileButton />}
        <Tool
          icon="smile"
          label={t("emoji")}
          expanded={view.picking}
          press={() => set({ picking: !view.picking })}
        />
        {files && canRecord() && <Tool icon="mic" label={t("voice")} press={() => void startVoice()} />}
        <span class="space" />
        <button class="send" aria-label={t("send")} disabled={!sendable()} onClick={sendOff}>
          <Icon name="send" />
        </button>
      </div>
    </div>
  );
}

function FileButton() {
  return (
    <>
      <Tool icon="clip" label={t("attach")} press={() => document.querySelector<HTMLElement>("[type=file]")?.click()} />
      <input
        type="file"
        multiple
        hidden
        onChange={(event) => {
          attach(event.currentTarget.files ?? []);
          event.currentTarget.value = "";
        }}
      />
    </>
  );
}

function Emoji() {
  const insert = (emoji: string): void => {
    const box = field();
    box?.setRangeText(emoji, box.selectionStart, box.selectionEnd, "end");
    typed(box?.value ?? "");
  };
  return (
    <div class="emoji" role="group" aria-label={t("emoji")}>
      {EMOJI.map((emoji) => (
        <button onClick={() => insert(emoji)}>{emoji}</button>
      ))}
    </div>
  );
}

function Suggestions() {
  if (!composer.suggestions.length) return null;
  return (
    <div class="suggestions" role="group" aria-label={t("suggestions")}>
      {composer.suggestions.map((suggestion) =>
        suggestion.url ? (
          <Out href={suggestion.url}>{suggestion.title}</Out>
        ) : (
          <button onClick={() => take(suggestion)}>{suggestion.title}</button>
        ),
      )}
    </div>
  );
}

function UploadRow({ upload }: { upload: Upload }) {
  const tooLarge = upload.error === "size";
  const state = (): string => {
    if (tooLarge) return t("fileTooLarge", { size: bytes(chat.session?.config.attachments.size_max ?? 0) });
    if (upload.error) return errorText(upload.error);
    return upload.done ? bytes(upload.size) : t("sending");
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
        <button class="quiet" onClick={() => retry(upload)}>
          {t("retry")}
        </button>
      )}
      <Tool icon="close" label={`${t("remove")}: ${upload.name}`} press={() => remove(upload.key)} />
    </div>
  );
}

function Voice({ recording }: { recording: Recording }) {
  const seconds = Math.floor((Date.now() - recording.startedAt) / 1000);
  return (
    <div class="box voice">
      <span class="dot" />
      <span role="status">{t("recording")}</span>
      <time>{`${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`}</time>
      <span class="space" />
      <button class="quiet" onClick={() => recording.stop(false)}>
        {t("cancel")}
      </button>
      <button class="send" aria-label={t("send")} ref={focus} onClick={() => recording.stop(true)}>
        <Icon name="send" />
      </button>
    </div>
  );
}
