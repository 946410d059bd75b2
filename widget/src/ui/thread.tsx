/** The conversation: days, groups, what came, what is on its way. */
import { Fragment, h } from "preact";
import { awaiting, chat, loadEarlier, thread, write } from "../chat";
import { capital, day, t } from "../i18n";
import { safeHref } from "../linkify";
import { continues, startsDay } from "../messages";
import { firstName } from "../promise";
import { Icon, Out } from "./icon";
import { Bubble } from "./message";
import { ask, below, scrolled, toEnd } from "./view";

export function Thread() {
  const messages = thread();
  const unseen = below(messages);
  return (
    <div class="middle">
      <div
        class="log"
        role="log"
        aria-live="polite"
        aria-label={t("messages")}
        tabIndex={0}
        onScroll={(event) => scrolled(event.currentTarget)}
      >
        {chat.hasEarlier && <Earlier />}
        {chat.phase === "ready" ? <Opening empty={!messages.length} /> : !messages.length && <Skeleton />}
        {messages.map((message, at) => (
          <Fragment key={message.key ?? message.id}>
            {startsDay(messages[at - 1], message) && <h2>{capital(day(message.sent_at))}</h2>}
            <Bubble
              message={message}
              first={!continues(messages[at - 1], message)}
              last={!continues(message, messages[at + 1])}
            />
          </Fragment>
        ))}
        {messages.length > 0 && <Offers />}
        {chat.typing !== null && <Typing name={chat.typing} />}
      </div>
      {unseen > 0 && (
        <button class="below" onClick={() => toEnd()}>
          <Icon name="down" />
          {t("newMessages", { n: unseen })}
        </button>
      )}
    </div>
  );
}

/** The company's own greeting and its ready topics; said by nobody, for nobody has said it. */
function Opening({ empty }: { empty: boolean }) {
  const config = chat.session?.config;
  if (!config || chat.hasEarlier) return null;
  return (
    <div class="opening">
      {config.greeting && (
        <p class="bubble out" dir="auto">
          {config.greeting}
        </p>
      )}
      {empty && <Elsewhere first />}
      {empty && (
        <div class="chips">
          {config.topics.map(({ title }) => (
            <button class="chip" onClick={() => write(title)}>
              {title}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

/** While nobody can answer: what is open besides, and the answer by e-mail. Once known, never asked again. */
function Offers() {
  if (!chat.availability || chat.availability.online || !awaiting()) return null;
  return (
    <div class="offers">
      {!chat.email && chat.session?.config.offer_email && (
        <button class="chip" onClick={() => ask("email")}>
          <Icon name="mail" />
          {t("byEmail")}
        </button>
      )}
      <Elsewhere />
    </div>
  );
}

function Elsewhere({ first }: { first?: boolean }) {
  const state = chat.availability;
  if (!state || state.online) return null;
  const links = state.other_channels.filter((other) => safeHref(other.url));
  return (
    <div class="elsewhere">
      <p>
        {first && `${t("leaveMessage")}. `}
        {links.length > 0 && t("otherChannels")}
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
function Earlier() {
  const load = async (log: Element | null): Promise<void> => {
    const height = log?.scrollHeight ?? 0;
    await loadEarlier().catch(() => undefined);
    setTimeout(() => log?.scrollBy(0, log.scrollHeight - height));
  };
  return (
    <button class="chip earlier" onClick={(event) => void load(event.currentTarget.parentElement)}>
      {t("earlier")}
    </button>
  );
}

function Typing({ name }: { name: string }) {
  return (
    <p class="typing">
      <i />
      <i />
      <i />
      {name ? t("typing", { name: firstName(name) }) : t("typingNobody")}
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
