import { Link } from "@tanstack/react-router";
import { memo } from "react";
import { useFormat } from "@/shared/format";
import { useNow } from "@/shared/format/useNow";
import { useT } from "@/shared/i18n";
import { Avatar } from "@/shared/ui/Avatar";
import type { ConversationRow } from "@/shared/api/types";
import { besideConversation } from "@/shared/search";
import { ChannelMark } from "@/features/delivery";
import { useColleagues } from "@/features/workspaces";
import { useWarm } from "@/features/conversations/api/warm";
import { dueOf } from "@/features/conversations/due";
import { cameByLink } from "@/features/conversations/thread";
import { DueBar, LabelChips, StateMarks } from "@/features/conversations/ui/Marks";
import classes from "@/features/conversations/ui/List.module.css";

interface Props {
  row: ConversationRow;
  open: boolean;
  marked: boolean;
  /** Shown instead of the last words: the passage a search found. */
  passage?: React.ReactNode;
  /** Shown instead of the waiting time. */
  at?: string;
  /** Where in the conversation the row leads; without it to its end. */
  messageId?: string;
}

export const ListRow = memo(function ListRow({ row, open, marked, passage, at, messageId }: Props) {
  const t = useT();
  const unread = row.unread_count > 0;
  const warm = useWarm(row.id);
  return (
    <Link
      to="/inbox/$conversationId"
      params={{ conversationId: row.id }}
      search={besideConversation(messageId)}
      className={classes.row}
      {...(!open && !messageId && { onPointerDown: warm, onClick: warm })}
      data-open={open || undefined}
      data-marked={marked || undefined}
      data-unread={unread || undefined}
      {...(open && { "aria-current": "true" as const })}
    >
      <Avatar name={row.contact.name} src={row.contact.avatar_url} size={36} />
      <span className={classes.middle}>
        <span className={classes.top}>
          <ChannelMark kind={row.channel_kind} size={14} />
          <span className={classes.name} dir="auto" title={row.contact.name}>{row.contact.name || t("contact.nameless_number", { number: row.number })}</span>
          <StateMarks of={row} />
          <When row={row} {...(at !== undefined && { at })} />
        </span>
        <span className={classes.bottom}>
          <span className={classes.preview}>{passage ?? <Preview row={row} />}</span>
          <LabelChips ids={row.label_ids} />
          <Assignee id={row.assignee_id} />
          {unread && (
            <span className={classes.unread}>
              {row.unread_count > 99 ? "99+" : row.unread_count}
              <span className="unseen">{t("inbox.unread")}</span>
            </span>
          )}
        </span>
      </span>
      <DueBar row={row} />
    </Link>
  );
});

function Preview({ row }: { row: ConversationRow }) {
  const t = useT();
  const theirs = row.preview_author === "contact";
  const words = theirs && cameByLink(row.preview) ? t("thread.came_by_link") : row.preview || row.subject;
  return (
    <>
      {!theirs && <span className={classes.us}>{t("inbox.us")} </span>}
      <bdi>{words || t("inbox.no_words")}</bdi>
    </>
  );
}

/** How long the customer waits; without a wait, when it was last spoken. */
function When({ row, at }: { row: ConversationRow; at?: string }) {
  const t = useT();
  const format = useFormat();
  const now = useNow();
  const since = at ?? row.waiting_since;
  if (!since || at) return <time className={classes.when} dateTime={at ?? row.last_message_at} title={format.exact(at ?? row.last_message_at)}>{format.ago(at ?? row.last_message_at, now)}</time>;
  const due = dueOf(row, now);
  const waited = format.durationShort((now.getTime() - new Date(since).getTime()) / 1000);
  return (
    <time className={classes.when} data-waits data-tone={due?.tone} dateTime={since} title={`${t("inbox.waits_since")} ${format.exact(since)}`}>
      <span className="unseen">{t("inbox.waits", { duration: waited })}</span>
      <span aria-hidden="true">{waited}</span>
    </time>
  );
}

function Assignee({ id }: { id: string | null }) {
  const t = useT();
  const operator = useColleagues().get(id ?? "");
  if (!operator) return null;
  return <Avatar name={operator.name} src={operator.photo_url} size={18} label={t("thread.assigned_to", { name: operator.name })} />;
}
