/** One message: its author once a group, its text with safe links, its files, its state in ticks and in words. */
import { Fragment, h } from "preact";
import { press } from "../api";
import type { Attachment, Button, Message, MessageState } from "../api";
import { discard, retry, write } from "../chat";
import { bytes, day, errorText, t, time } from "../i18n";
import { linkify } from "../linkify";
import { Avatar } from "./avatar";
import { Icon, Out, type IconName } from "./icon";

const TICKS: Record<MessageState, IconName> = {
  sending: "sending",
  sent: "sent",
  delivered: "delivered",
  read: "delivered",
  failed: "failed",
};

interface Props {
  message: Message;
  /** First and last of a group by one author. */
  first: boolean;
  last: boolean;
}

export function Bubble({ message, first, last }: Props) {
  return (
    <article class={`message ${message.direction}${first ? " first" : ""}`}>
      {last && <Face message={message} />}
      <div class="stack">
        {first && <Author message={message} />}
        {message.attachments.map((file) => (
          <File key={file.id} file={file} />
        ))}
        {message.text && <Text text={message.text} direction={message.direction} />}
        <Buttons buttons={message.buttons ?? []} />
        {(last || message.error) && <Meta message={message} />}
      </div>
    </article>
  );
}

/** What a machine wrote is not signed with a person's name or face. */
function Face({ message: { direction, automatic, author_name, author_photo_url } }: { message: Message }) {
  if (direction === "in" || automatic || !author_name) return null;
  return <Avatar person={{ name: author_name, photo_url: author_photo_url ?? null }} />;
}

function Author({ message: { direction, automatic, author_name } }: { message: Message }) {
  if (direction === "in") return <p class="sr">{t("you")}</p>;
  return <p class="author">{automatic ? t("automatic") : author_name}</p>;
}

function Text({ text, direction }: { text: string; direction: string }) {
  return (
    <p class={`bubble ${direction}`} dir="auto">
      {linkify(text).map((part) => (part.href ? <Out href={part.href}>{part.text}</Out> : part.text))}
    </p>
  );
}

function File({ file }: { file: Attachment }) {
  if (file.media_type.startsWith("audio/")) return <audio controls src={file.url} aria-label={file.name} />;
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
            <small>{bytes(file.size)}</small>
          </span>
        </>
      )}
    </Out>
  );
}

/** Data that begins with "~" is the server's own, a rating say; anything else is said in the visitor's name. */
function choose({ title, data }: Button): void {
  if (data?.startsWith("~")) void press(data);
  else write(title);
}

/** Answers an operator or a scenario offers; an address opens. */
function Buttons({ buttons }: { buttons: readonly Button[] }) {
  if (!buttons.length) return null;
  return (
    <div class="chips">
      {buttons.map((button) =>
        button.url ? (
          <Out kind="chip" href={button.url}>
            {button.title}
          </Out>
        ) : (
          <button class="chip" aria-pressed={button.chosen} onClick={() => choose(button)}>
            {button.title}
          </button>
        ),
      )}
    </div>
  );
}

function Meta({ message }: { message: Message }) {
  const key = message.key ?? "";
  const exact = `${day(message.sent_at)}, ${time(message.sent_at)}`;
  return (
    <p class="meta">
      <time dateTime={message.sent_at} title={exact}>
        {time(message.sent_at)}
      </time>
      {message.direction === "in" && (
        <span class={`state ${message.state}`} title={t(message.state)}>
          <Icon name={TICKS[message.state]} />
          {t(message.state)}
        </span>
      )}
      {message.error && (
        <span class="error">
          {errorText(message.error)}{" "}
          <button onClick={() => retry(key)}>
            {t("retry")}
          </button>{" "}
          <button onClick={() => discard(key)}>
            {t("remove")}
          </button>
        </span>
      )}
    </p>
  );
}
