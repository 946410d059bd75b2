/** Who answers, and when: the first thing a visitor reads. */
import { h } from "preact";
import { chat } from "../chat";
import { capital, t } from "../i18n";
import { answering, promiseText } from "../promise";
import { Avatar } from "./avatar";
import { Tool } from "./icon";
import { ask, leave, set, view } from "./view";

const FACES_MAX = 3;

export function Header() {
  const state = chat.availability;
  const leading = state && answering(state, chat.operator);
  const faces = leading ? [leading] : state?.online ? state.operators.slice(0, FACES_MAX) : [];
  const config = chat.session?.config;
  return (
    <header>
      {faces.length > 0 && (
        <div class="faces">
          {faces.map((person) => (
            <Avatar person={person} />
          ))}
        </div>
      )}
      <div class="who">
        <h1>{leading?.name ?? (config && (config.title || config.company_name))}</h1>
        <p aria-live="polite">
          {state?.online && <span class="dot" role="img" aria-label={t("online")} />}
          {state ? capital(promiseText(state, chat.operator)) : <span class="bone" />}
        </p>
      </div>
      {config && <Menu />}
      <Tool icon="close" label={t("close")} press={leave} />
    </header>
  );
}

function Menu() {
  const left = (event: FocusEvent & { currentTarget: HTMLElement }): void => {
    if (view.menu && !event.currentTarget.contains(event.relatedTarget as Node | null)) set({ menu: false });
  };
  return (
    <div class="menu" onFocusOut={left}>
      <Tool icon="more" label={t("menu")} expanded={view.menu} press={() => set({ menu: !view.menu })} />
      {view.menu && (
        <div class="sheet">
          <button onClick={() => ask("email")}>{t("byEmail")}</button>
          <button onClick={() => ask("transcript")}>{t("transcript")}</button>
        </div>
      )}
    </div>
  );
}
