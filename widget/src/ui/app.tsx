/** The panel: who answers and when, the thread, the composer. Keyboard stays inside until Esc or the close button. */
import { h } from "preact";
import { chat, start } from "../chat";
import { attach } from "../composer";
import { errorText, t } from "../i18n";
import { ComposerBox } from "./composer";
import { Header } from "./header";
import { Icon } from "./icon";
import { Thread } from "./thread";
import { back, set, view } from "./view";

const FOCUSABLE = "button:not([disabled]),a[href],textarea,input,audio,[tabindex='0']";

export function App() {
  const drag = (event: DragEvent): void => {
    event.preventDefault();
    set({ dragging: event.type === "dragover" });
    if (event.type === "drop" && event.dataTransfer) attach(event.dataTransfer.files);
  };
  return (
    <div
      class="panel"
      role="dialog"
      tabIndex={-1}
      aria-label={chat.session?.config.title ?? t("company")}
      onDragOver={drag}
      onDragLeave={drag}
      onDrop={drag}
      onKeyDown={onKey}
    >
      <Header />
      {chat.phase === "failed" ? <Failed /> : <Thread />}
      {view.asking?.()}
      {!chat.shut && <ComposerBox />}
      {view.dragging && (
        <div class="drop">
          <Icon name="clip" />
          {t("dropHere")}
        </div>
      )}
    </div>
  );
}

function Failed() {
  return (
    <div class="failed" role="alert">
      <p>{errorText(chat.error)}</p>
      <button class="chip" onClick={() => void start()}>
        {t("retry")}
      </button>
    </div>
  );
}

function onKey(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  if (event.key === "Escape" && !event.isComposing) back();
  if (event.key !== "Tab") return;
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>(FOCUSABLE)].filter((stop) => stop.offsetParent);
  if (event.shiftKey) stops.reverse();
  if (document.activeElement !== stops.at(-1)) return;
  event.preventDefault();
  stops[0]?.focus();
}
