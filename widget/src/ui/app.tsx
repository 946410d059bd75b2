/** The panel: who answers and when, the thread, the composer. Keyboard stays inside until Esc or the close button. */
import { h } from "preact";
import { errorText } from "../i18n";
import { Ask } from "./ask";
import { ComposerBox } from "./composer";
import { Header } from "./header";
import { Icon } from "./icon";
import { Thread } from "./thread";
import type { View } from "./view";

const FOCUSABLE = "button:not([disabled]),a[href],textarea,input,audio,[tabindex='0']";

export function App({ view }: { view: View }) {
  const { chat, language } = view;
  const drag = (event: DragEvent): void => {
    event.preventDefault();
    view.set({ dragging: event.type === "dragover" });
    if (event.type === "drop" && event.dataTransfer) view.composer.attach(event.dataTransfer.files);
  };
  return (
    <div
      class="panel"
      role="dialog"
      aria-label={chat.session?.config.title ?? language.t("company")}
      onDragOver={drag}
      onDragLeave={drag}
      onDrop={drag}
      onKeyDown={(event) => onKey(event, view)}
    >
      <Header view={view} />
      {chat.offline && (
        <p class="bar" role="status">
          {language.t("offline")}
        </p>
      )}
      {chat.phase === "failed" ? <Failed view={view} /> : <Thread view={view} />}
      {view.asking && <Ask view={view} asking={view.asking} />}
      <ComposerBox view={view} />
      {view.dragging && (
        <div class="drop">
          <Icon name="clip" />
          {language.t("dropHere")}
        </div>
      )}
    </div>
  );
}

function Failed({ view: { chat, language } }: { view: View }) {
  return (
    <div class="failed" role="alert">
      <p>{errorText(language, chat.error)}</p>
      <button class="chip" onClick={() => void chat.start()}>
        {language.t("retry")}
      </button>
    </div>
  );
}

function onKey(event: KeyboardEvent & { currentTarget: HTMLElement }, view: View): void {
  if (event.key === "Escape" && !event.isComposing) view.back();
  if (event.key !== "Tab") return;
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>(FOCUSABLE)].filter((stop) => stop.offsetParent);
  if (event.shiftKey) stops.reverse();
  if (document.activeElement !== stops.at(-1)) return;
  event.preventDefault();
  stops[0]?.focus();
}
