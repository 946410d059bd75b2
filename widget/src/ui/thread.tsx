/** The conversation: days, groups, what came, what is on its way. */
import { Fragment, h } from "preact";
import { capital } from "../i18n";
import { safeHref } from "../linkify";
import { continues, startsDay } from "../messages";
import { Icon, Out } from "./icon";
import { Bubble } from "./message";
import type { View } from "./view";

interface Props {
  view: View;
}

export function Thread({ view }: Props) {
  const { chat, language } = view;
  const thread = chat.thread;
  const below = view.below(thread);
  return (
    <div class="middle">
      <div
        class="log"
        role="log"
        aria-live="polite"
        aria-label={language.t("messages")}
        tabIndex={0}
        onScroll={(event) => view.scrolled(event.currentTarget)}
      >
        {chat.hasEarlier && <Earlier view={view} />}
        {chat.phase === "ready" ? <Opening view={view} empty={!thread.length} /> : !thread.length && <Skeleton />}
        {thread.map((message, at) => (
          <Fragment key={message.key ?? message.id}>
            {startsDay(thread[at - 1], message) && <h2>{capital(language.day(message.sent_at))}</h2>}
            <Bubble
              view={view}
              message={message}
              first={!continues(thread[at - 1], message)}
              last={!continues(message, thread[at + 1])}
            />
          </Fragment>
        ))}
        {thread.length > 0 && <Offers view={view} />}
        {chat.typing && <Typing view={view} name={chat.typing.name} />}
      </div>
      {below > 0 && (
        <button class="below" onClick={() => view.toEnd()}>
          <Icon name="down" />
          {language.t("newMessages", { n: below })}
        </button>
      )}
    </div>
  );
}

/** The company's own greeting and its ready topics; said by nobody, for nobody has said it. */
function Opening({ view, empty }: { view: View; empty: boolean }) {
  const config = view.chat.session?.config;
  if (!config || view.chat.hasEarlier) return null;
  return (
    <div class="opening">
      {config.greeting && (
        <p class="bubble out" dir="auto">
          {config.greeting}
        </p>
      )}
      {empty && <Elsewhere view={view} />}
      {empty && (
        <div class="chips">
          {config.topics.map(({ title }) => (
            <button class="chip" onClick={() => view.chat.write(title)}>
              {title}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

/** While nobody can answer: what is open besides, and the answer by e-mail. Once known, never asked again. */
function Offers({ view }: Props) {
  const { chat, language } = view;
  if (!chat.availability || chat.availability.online || !chat.awaiting) return null;
  return (
    <div class="offers">
      {!chat.email && (
        <button class="chip" onClick={() => view.ask("email")}>
          <Icon name="mail" />
          {language.t("byEmail")}
        </button>
      )}
      <Elsewhere view={view} />
    </div>
  );
}

function Elsewhere({ view: { chat, language } }: Props) {
  const state = chat.availability;
  if (!state || state.online) return null;
  const links = state.other_channels.filter((other) => safeHref(other.url));
  return (
    <div class="elsewhere">
      <p>
        {language.t("leaveMessage")}
        {links.length > 0 && `. ${language.t("otherChannels")}`}
      </p>
      <div class="chips">
        {links.map((other) => (
          <Out kind="chip" href={other.url}>
            {other.title}
          </Out>
        ))}
      </div>
    </div>
  );
}

/** What is added above must not push away what is being read. */
function Earlier({ view }: Props) {
  const load = async (log: Element | null): Promise<void> => {
    const height = log?.scrollHeight ?? 0;
    await view.chat.loadEarlier().catch(() => undefined);
    setTimeout(() => log?.scrollBy(0, log.scrollHeight - height));
  };
  return (
    <button class="chip earlier" onClick={(event) => void load(event.currentTarget.parentElement)}>
      {view.language.t("earlier")}
    </button>
  );
}

function Typing({ view: { language }, name }: { view: View; name: string }) {
  return (
    <p class="typing">
      <i />
      <i />
      <i />
      {name ? language.t("typing", { name }) : language.t("typingNobody")}
    </p>
  );
}

function Skeleton() {
  return (
    <div class="skeleton" aria-hidden="true">
      <span class="bone" />
      <span class="bone" />
    </div>
  );
}
