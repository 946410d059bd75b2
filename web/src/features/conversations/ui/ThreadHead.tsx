/** Who this is with, who answers, how it is sorted, and what can be done with it. */
import { Button, Menu } from "@mantine/core";
import { useFormat } from "@/shared/format";
import { useNow } from "@/shared/format/useNow";
import { useT } from "@/shared/i18n";
import { Avatar } from "@/shared/ui/Avatar";
import { IconButton } from "@/shared/ui/IconButton";
import { Icon } from "@/shared/ui/icons";
import { usePhone } from "@/shared/ui/usePhone";
import type { Conversation } from "@/shared/api/types";
import { useAway } from "@/features/absences";
import { ChannelMark } from "@/features/delivery";
import { useMay, useMe, useOperators, useTeams } from "@/features/workspaces";
import type { ConversationActs } from "@/features/conversations/useConversationActs";
import { DueMark, LabelChips, StateMarks } from "@/features/conversations/ui/Marks";
import { MoreMenu } from "@/features/conversations/ui/MoreMenu";
import classes from "@/features/conversations/ui/Thread.module.css";

interface Props {
  conversation: Conversation;
  acts: ConversationActs;
  cardShown: boolean;
  onBack: () => void;
  onCard: () => void;
  onFind: () => void;
}

export function ThreadHead({ conversation, acts, cardShown, onBack, onCard, onFind }: Props) {
  const t = useT();
  const phone = usePhone();
  const mayWrite = useMay("conversations.write");
  const { contact } = conversation;
  return (
    <header className={classes.head}>
      {phone && <IconButton icon="back" label={t("inbox.back")} onClick={onBack} />}
      <button type="button" className={classes.who} onClick={onCard} aria-expanded={cardShown} title={t("card.toggle")}>
        <Avatar name={contact.name} src={contact.avatar_url} size={32} />
        <span className={classes.names}>
          <h2 className={classes.name} title={contact.name} dir="auto">{contact.name || t("contact.nameless_number", { number: conversation.number })}</h2>
          <span className={classes.about}>
            <ChannelMark kind={conversation.channel_kind} size={13} />
            <span className={classes.subject} dir="auto" title={conversation.subject} data-number={!conversation.subject || undefined}>{conversation.subject || t("thread.number", { number: conversation.number })}</span>
            <Waiting since={conversation.waiting_since} />
            <DueMark row={conversation} />
            <StateMarks of={conversation} />
            <span className={classes.labels}>
              <LabelChips ids={conversation.label_ids} />
            </span>
          </span>
        </span>
      </button>
      {mayWrite && <AssignMenu conversation={conversation} acts={acts} />}
      {mayWrite && <CloseButton conversation={conversation} acts={acts} phone={phone} />}
      <MoreMenu conversation={conversation} onFind={onFind} />
      {!phone && <IconButton icon="panel" label={t("card.toggle")} active={cardShown} onClick={onCard} />}
    </header>
  );
}

function Waiting({ since }: { since: string | null }) {
  const t = useT();
  const now = useNow();
  const format = useFormat();
  if (!since) return null;
  const seconds = (now.getTime() - new Date(since).getTime()) / 1000;
  return <span className={classes.waiting} title={format.exact(since)}>{t("inbox.waits", { duration: format.durationShort(seconds) })}</span>;
}

function CloseButton({ conversation, acts, phone }: { conversation: Conversation; acts: ConversationActs; phone: boolean }) {
  const t = useT();
  const closed = conversation.state === "closed";
  if (phone) return <IconButton icon={closed ? "retry" : "check"} label={closed ? t("thread.reopen") : t("thread.close")} onClick={() => acts.toggleClosed()} />;
  return (
    <Button size="xs" variant="default" leftSection={<Icon name={closed ? "retry" : "check"} size={16} />} onClick={() => acts.toggleClosed()} title="E">
      {closed ? t("thread.reopen") : t("thread.close")}
    </Button>
  );
}

function AssignMenu({ conversation, acts }: { conversation: Conversation; acts: ConversationActs }) {
  const t = useT();
  const me = useMe();
  const operators = (useOperators().data ?? []).filter(({ deactivated_at: gone }) => !gone);
  const teams = useTeams().data ?? [];
  const assignee = operators.find(({ id }) => id === conversation.assignee_id);
  const others = operators.filter(({ id }) => id !== me.operator.id);
  const awayOf = useAway();
  return (
    <Menu opened={acts.assigning} onChange={acts.setAssigning} position="bottom-end" width={260} shadow="md">
      <Menu.Target>
        <button type="button" className={classes.assign} title={`${t("thread.assign")}  A`}>
          {assignee ? <Avatar name={assignee.name} src={assignee.photo_url} size={24} /> : <Icon name="user" />}
          <span className="unseen">{assignee ? t("thread.assigned_to", { name: assignee.name }) : t("thread.assign")}</span>
          <span className={classes.assignee} aria-hidden="true">{assignee ? assignee.name : t("thread.nobody")}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown mah={380} style={{ overflowY: "auto" }}>
        <Menu.Item onClick={() => acts.assign(me.operator.id, null)} disabled={conversation.assignee_id === me.operator.id}>
          {t("thread.assign_me")}
        </Menu.Item>
        <Menu.Item onClick={() => acts.assign(null, null)} disabled={!conversation.assignee_id && !conversation.team_id}>
          {t("thread.assign_nobody")}
        </Menu.Item>
        {others.length > 0 && <Menu.Label>{t("people.operators")}</Menu.Label>}
        {others.map((operator) => (
          <Menu.Item key={operator.id} leftSection={<Avatar name={operator.name} src={operator.photo_url} size={22} />} rightSection={operator.online ? <span className={classes.here} title={t("presence.online")} /> : null} onClick={() => acts.assign(operator.id, null)}>
            {operator.name}
            {awayOf(operator.id) && <span className={classes.about}>{awayOf(operator.id)}</span>}
          </Menu.Item>
        ))}
        {teams.length > 0 && <Menu.Label>{t("people.teams")}</Menu.Label>}
        {teams.map((team) => (
          <Menu.Item key={team.id} leftSection={<Icon name="team" />} onClick={() => acts.assign(null, team.id)}>
            {team.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
