/** One message: a bubble left or right, a note across, or a quiet line for an event. */
import { memo } from "react";
import { useFormat } from "@/shared/format";
import { useI18n } from "@/shared/i18n";
import { Avatar } from "@/shared/ui/Avatar";
import { Icon } from "@/shared/ui/icons";
import type { Message } from "@/shared/api/types";
import { cameByLink, shownText, type Line } from "@/features/conversations/thread";
import { Attachments } from "@/features/conversations/ui/Attachments";
import classes from "@/features/conversations/ui/Bubble.module.css";
import { EventLine } from "@/features/conversations/ui/EventLine";
import { HtmlMail } from "@/features/conversations/ui/HtmlMail";
import { Extras } from "@/features/conversations/ui/Extras";
import { useFold } from "@/features/conversations/ui/folds";
import { LinkCard } from "@/features/conversations/ui/LinkCard";
import { Text } from "@/features/conversations/ui/Text";
import { isTrouble, sayDelivery, Ticks } from "@/features/conversations/ui/Ticks";

export interface BubbleActions {
  onTrail: (message: Message) => void;
  onJump: (messageId: string) => void;
  onReply: ((message: Message) => void) | undefined;
  onResend: ((message: Message) => void) | undefined;
}

interface Props {
  line: Line;
  quoted: Message | undefined;
  actions: BubbleActions;
}

export const Bubble = memo(function Bubble({ line, quoted, actions }: Props) {
  const { message, startsDay } = line;
  const format = useFormat();
  return (
    <>
      {startsDay && (
        <div className={classes.day} role="separator">
          <span>{format.day(message.sent_at)}</span>
        </div>
      )}
      {message.kind === "event" ? <EventLine message={message} /> : <Said line={line} quoted={quoted} actions={actions} />}
    </>
  );
});

function Said({ line: { message, startsRun, endsRun }, quoted, actions }: Props) {
  const note = message.kind === "note";
  return (
    <article className={classes.line} data-side={note ? "note" : message.direction} data-first={startsRun || undefined} id={`message-${message.id}`}>
      {!note && message.direction === "in" && (
        <span className={classes.face}>{endsRun && <Avatar name={message.author.name} src={message.author.photo_url} size={28} />}</span>
      )}
      <div className={classes.column}>
        {startsRun && <AuthorLine message={message} />}
        <div className={classes.bubble} data-last={endsRun || undefined} data-deleted={message.deleted_at ? true : undefined}>
          {message.reply_to_id && <Quote id={message.reply_to_id} message={quoted} onJump={actions.onJump} />}
          <Body message={message} />
          <Foot message={message} actions={actions} />
        </div>
        {message.delivery && isTrouble(message.delivery) && <Trouble message={message} actions={actions} />}
      </div>
    </article>
  );
}

function AuthorLine({ message }: { message: Message }) {
  const { t } = useI18n();
  const about = message.kind === "note" ? t("thread.note") : message.kind === "bounce" ? t("thread.bounce") : message.automatic ? t("thread.automatic") : message.extra.prepared ? t("thread.prepared") : "";
  if (message.direction === "in" && !about) return <span className="unseen">{message.author.name}</span>;
  const name = message.author.name || (message.author.kind === "contact" ? "" : t("thread.robot"));
  return (
    <p className={classes.author}>
      <bdi>{name}</bdi>
      {name && about && " · "}
      {about}
    </p>
  );
}

/** Leads to the message it quotes, which may be far above. */
function Quote({ id, message, onJump }: { id: string; message: Message | undefined; onJump: (id: string) => void }) {
  const { t } = useI18n();
  return (
    <button type="button" className={classes.quote} onClick={() => onJump(id)} title={t("thread.quote.open")}>
      <b dir="auto">{message ? message.author.name : t("thread.quote.earlier")}</b>
      {message && <span dir="auto">{shownText(message).shown.slice(0, 140)}</span>}
    </button>
  );
}

function Body({ message }: { message: Message }) {
  const { t } = useI18n();
  const { shown, folded } = shownText(message);
  const [whole, setWhole] = useFold(`${message.id} whole`, false);
  const [designed, setDesigned] = useFold(`${message.id} designed`, !shown.trim() && message.html !== "");
  if (message.deleted_at) return <p className={classes.gone}>{t("thread.deleted")}</p>;
  return (
    <>
      {message.subject && <p className={classes.subject} dir="auto">{message.subject}</p>}
      {designed ? <HtmlMail id={message.id} html={message.html} attachments={message.attachments} /> : shown && <Words message={message} text={whole ? message.text : shown} />}
      <div className={classes.folds}>
        {folded && !designed && (
          <button type="button" className={classes.fold} aria-expanded={whole} onClick={() => setWhole(!whole)}>
            {whole ? t("thread.hide_quote") : t("thread.show_quote")}
          </button>
        )}
        {message.html && (
          <button type="button" className={classes.fold} aria-pressed={designed} onClick={() => setDesigned(!designed)}>
            {designed ? t("thread.html.as_text") : t("thread.html.as_mail")}
          </button>
        )}
      </div>
      <Attachments messageId={message.id} items={message.attachments} />
      <LinkCard message={message} />
      <Extras extra={message.extra} />
    </>
  );
}

function Words({ message, text }: { message: Message; text: string }) {
  const { t } = useI18n();
  if (message.direction === "in" && cameByLink(text)) return <p className={classes.gone}>{t("thread.came_by_link")}</p>;
  return <Text id={message.id} text={text} mentions={message.extra.mentions} />;
}

function Foot({ message, actions }: { message: Message; actions: BubbleActions }) {
  const { t } = useI18n();
  const format = useFormat();
  return (
    <div className={classes.foot}>
      {message.holding && (
        <span className={classes.clock} title={t(message.extra.clock === "stopped" ? "thread.holding.stopped.about" : "thread.holding.about")}>
          {t(message.extra.clock === "stopped" ? "thread.holding.stopped" : "thread.holding")}
        </span>
      )}
      {message.edited_at && <span title={format.exact(message.edited_at)}>{t("thread.edited")}</span>}
      <button type="button" className={classes.time} title={`${format.exact(message.sent_at)}. ${t("trail.open")}`} onClick={() => actions.onTrail(message)}>
        <time dateTime={message.sent_at}>{format.clock(message.sent_at)}</time>
      </button>
      {message.delivery && <Ticks delivery={message.delivery} onOpen={() => actions.onTrail(message)} />}
      {actions.onReply && message.kind === "message" && !message.deleted_at && (
        <button type="button" className={classes.act} aria-label={t("thread.reply")} title={t("thread.reply")} onClick={() => actions.onReply?.(message)}>
          <Icon name="reply" size={15} />
        </button>
      )}
    </div>
  );
}

function Trouble({ message, actions }: { message: Message; actions: BubbleActions }) {
  const i18n = useI18n();
  if (!message.delivery) return null;
  return (
    <p className={classes.trouble} data-tone={message.delivery.state === "unknown" ? "soon" : "broken"} role="note">
      {sayDelivery(message.delivery, i18n)}
      {actions.onResend && (
        <button type="button" className={classes.fold} onClick={() => actions.onResend?.(message)}>
          {i18n.t("thread.resend")}
        </button>
      )}
    </p>
  );
}
