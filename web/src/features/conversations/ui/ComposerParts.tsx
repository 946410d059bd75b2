/** The lines around the text box: where it goes, what it answers, what is wrong. */
import { SegmentedControl } from "@mantine/core";
import { useFormat } from "@/shared/format";
import { useI18n } from "@/shared/i18n";
import { Icon } from "@/shared/ui/icons";
import { IconButton } from "@/shared/ui/IconButton";
import { ErrorLine } from "@/shared/ui/states";
import type { Conversation, Message } from "@/shared/api/types";
import type { Mode } from "@/features/conversations/drafts";
import { SUBJECT_MAX, type Problem } from "@/features/conversations/limits";
import { shownText } from "@/features/conversations/thread";
import { ChannelMark, useChannels } from "@/features/delivery";
import { useMe } from "@/features/workspaces";
import classes from "@/features/conversations/ui/Composer.module.css";

interface HeadProps {
  conversation: Conversation;
  mode: Mode;
  onMode: (mode: Mode) => void;
}

export function ComposerHead({ conversation, mode, onMode }: HeadProps) {
  const { t } = useI18n();
  const me = useMe();
  const channel = useChannels().data?.find(({ id }) => id === conversation.channel_id);
  return (
    <div className={classes.head}>
      <SegmentedControl
        size="xs"
        aria-label={t("composer.mode")}
        value={mode}
        onChange={(value) => onMode(value)}
        data={[
          { value: "reply", label: t("composer.reply") },
          { value: "note", label: t("composer.note") },
        ]}
      />
      <p className={classes.route} title={mode === "reply" ? `${channel?.name ?? ""} ${t("composer.from", { name: me.operator.name })}` : undefined}>
        {mode === "note" ? (
          t("composer.note.about")
        ) : (
          <>
            <ChannelMark kind={conversation.channel_kind} size={15} />
            <span className={classes.channel}>{channel?.name ?? conversation.channel_kind}</span>
            <span className={classes.sender}>· {me.operator.name}</span>
          </>
        )}
      </p>
    </div>
  );
}

/** Empty keeps the subject of the thread. */
export function Subject({ value, thread, onChange }: { value: string; thread: string; onChange: (value: string) => void }) {
  const { t } = useI18n();
  return (
    <label className={classes.subject}>
      <span>{t("composer.subject")}</span>
      <input maxLength={SUBJECT_MAX} placeholder={thread || t("composer.subject.none")} value={value} onChange={(event) => onChange(event.currentTarget.value)} />
    </label>
  );
}

export function ReplyTo({ message, onCancel }: { message: Message; onCancel: () => void }) {
  const { t } = useI18n();
  return (
    <div className={classes.replyTo}>
      <Icon name="reply" size={16} />
      <span>
        <b>{message.author.name}</b> {shownText(message).shown.slice(0, 120)}
      </span>
      <IconButton icon="close" label={t("composer.cancel_reply")} onClick={onCancel} />
    </div>
  );
}

export function ComposerProblem({ problem, error }: { problem: Problem | null; error: unknown }) {
  const { t, byCode } = useI18n();
  const format = useFormat();
  if (!problem) return error ? <div className={classes.problem}><ErrorLine error={error} /></div> : null;
  const { reason, bytes, ...rest } = problem.params;
  const why = typeof reason === "string" && reason ? (byCode("error", reason) ?? t("error.unknown", { code: reason })) : "";
  const size = typeof bytes === "number" ? format.size(bytes) : "";
  return (
    <p className={classes.problem} role="alert">
      <Icon name="alert" size={16} />
      {byCode("composer.problem", problem.code, { ...rest, why, size }) ?? problem.code}
    </p>
  );
}
