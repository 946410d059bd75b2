/** Who answers, and when: the first thing a visitor reads. */
import { Fragment, h } from "preact";
import type { Availability, Operator } from "../api";
import { chat, thread } from "../chat";
import { capital, t } from "../i18n";
import { answering, answeringName, promiseText } from "../promise";
import { Avatar } from "./avatar";
import { Tool } from "./icon";
import { ask, leave, move, set, view } from "./view";

const FACES_MAX = 3;

export function Header() {
  const state = chat.availability;
  return (
    <header>
      <Faces people={answering(state, chat.operator)} />
      <h1>{answeringName(state, chat.operator) ?? chat.session?.config.title}</h1>
      {chat.session && thread().length > 0 && <Menu />}
      <Tool icon="close" label={t("close")} press={leave} />
      <p aria-live="polite">{state ? <Promise state={state} /> : <Unknown />}</p>
    </header>
  );
}

function Faces({ people }: { people: readonly Operator[] }) {
  return (
    <div class="faces">
      {people.slice(0, FACES_MAX).map((person) => (
        <Avatar person={person} />
      ))}
    </div>
  );
}

/** Without a connection nothing is known of the other side, so nothing is claimed. */
function Promise({ state }: { state: Availability }) {
  if (chat.offline) return <>{t("offline")}</>;
  return (
    <>
      {state.online && <span class="dot" role="img" aria-label={t("online")} />}
      {capital(promiseText(state, chat.operator))}
    </>
  );
}

function Unknown() {
  return chat.error ? null : <span class="bone" />;
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
          {chat.session?.config.offer_email && <button onClick={() => ask("email")}>{t("byEmail")}</button>}
          {chat.availability?.other_channels[0] && <button onClick={move}>{t("continueIn")}</button>}
          <button onClick={() => ask("transcript")}>{t("transcript")}</button>
        </div>
      )}
    </div>
  );
}
