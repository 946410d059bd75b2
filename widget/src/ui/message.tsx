/** One message: its author once a group, its text with safe links, its files, its state in ticks and in words. */
import { Fragment, h } from "preact";
import type { Attachment, Button, Message, MessageState } from "../api";
import { errorText } from "../i18n";
import { linkify } from "../linkify";
import { Avatar } from "./avatar";
import type { View } from "./view";
import { Icon, Out, type IconName } from "./icon";

const TICKS: Record<MessageState, IconName> = {
  sending: "sending",
  sent: "sent",
  delivered: "delivered",
  read: "delivered",
  failed: "failed",
};

interface Props {
  view: View;
  message: Message;
  /** First and last of a group by one author. */
  first: boolean;
  last: boolean;
}

export function Bubble({ view, message, first, last }: Props) {
  const { language } = view;
  const own = message.direction === "in";
  const author = message.author_name ?? "";
  return (
    <article class={`message ${message.direction}${first ? " first" : ""}`}>
      {!own && last && <Avatar person={{ name: message.automatic ? "" : author, photo_url: message.author_photo_url ?? null }} />}
      <div class="stack">
        {first && <Author text={own ? language.t("you") : message.automatic ? language.t("automatic") : author} hidden={own} />}
        {message.attachments.map((file) => (
          <File key={file.id} view={view} file={file} />
        ))}
        {message.text && <Text text={message.text} direction={message.direction} />}
        <Buttons view={view} buttons={message.buttons ?? []} />
        {(last || message.state === "failed") && <Meta view={view} message={message} />}
      </div>
    </article>
  );
}

function Author({ text, hidden }: { text: string; hidden: boolean }) {
  return <p class={hidden ? "sr" : "author"}>{text}</p>;
}

function Text({ text, direction }: { text: string; direction: string }) {
  return (
    <p class={`bubble ${direction}`} dir="auto">
      {linkify(text).map((part) => (part.href ? <Out href={part.href}>{part.text}</Out> : part.text))}
    </p>
  );
}

function File({ view: { language }, file }: { view: View; file: Attachment }) {
  if (file.media_type.startsWith("audio/")) return <audio controls preload="metadata" src={file.url} aria-label={file.name} />;
  const picture = /^image\/(?!svg)/.test(file.media_type);
  return (
    <Out kind={picture ? "picture" : "file"} href={file.url}>
      {picture ? (
        <img src={file.url} alt={file.name} loading="lazy" />
      ) : (
        <>
          <Icon name="file" />
          <span>
            <b>{file.name}</b>
            <small>{language.bytes(file.size)}</small>
          </span>
        </>
      )}
    </Out>
  );
}

/** Answers an operator or a scenario offers: an address opens, anything else is said in the visitor's name. */
function Buttons({ view, buttons }: { view: View; buttons: readonly Button[] }) {
  if (!buttons.length) return null;
  return (
    <div class="chips">
      {buttons.map((button) =>
        button.url ? (
          <Out kind="chip" href={button.url}>
            {button.title}
          </Out>
        ) : (
          <button class="chip" onClick={() => view.chat.write(button.title)}>
            {button.title}
          </button>
        ),
      )}
    </div>
  );
}

function Meta({ view, message }: { view: View; message: Message }) {
  const { language, chat } = view;
  const key = message.key ?? "";
  const exact = `${language.day(message.sent_at)}, ${language.time(message.sent_at)}`;
  return (
    <p class="meta">
      <time dateTime={message.sent_at} title={exact}>
        {language.time(message.sent_at)}
      </time>
      {message.direction === "in" && (
        <span class={`state ${message.state}`} title={language.t(message.state)}>
          <Icon name={TICKS[message.state]} />
          {language.t(message.state)}
        </span>
      )}
      {message.error && (
        <span class="error">
          {errorText(language, message.error)}{" "}
          <button onClick={() => chat.retry(key)}>
            {language.t("retry")}
          </button>{" "}
          <button onClick={() => chat.discard(key)}>
            {language.t("remove")}
          </button>
        </span>
      )}
    </p>
  );
}
