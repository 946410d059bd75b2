/** Something that happened to the conversation, in one quiet line. */
import { Link } from "@tanstack/react-router";
import { useFormat } from "@/shared/format";
import { useI18n, type I18n } from "@/shared/i18n";
import type { Message } from "@/shared/api/types";
import { besideConversation } from "@/shared/search";
import { useColleagues } from "@/features/workspaces";
import classes from "@/features/conversations/ui/Bubble.module.css";

export function EventLine({ message }: { message: Message }) {
  const i18n = useI18n();
  const format = useFormat();
  const colleagues = useColleagues();
  const nameOf = (id: unknown) => (typeof id === "string" ? colleagues.get(id)?.name : undefined);
  const said = sayEvent(message, i18n, { nameOf, exact: format.exact });
  const other = textOf(message.extra.event?.params.conversation_id);
  return (
    <p className={classes.event}>
      {other ? (
        <Link to="/inbox/$conversationId" params={{ conversationId: other }} search={besideConversation()}>
          {said}
        </Link>
      ) : (
        said
      )}{" "}
      <time title={format.exact(message.sent_at)}>{format.clock(message.sent_at)}</time>
    </p>
  );
}

interface Tellers {
  nameOf: (id: unknown) => string | undefined;
  exact: (at: string) => string;
}

function sayEvent(message: Message, { t, byCode }: I18n, { nameOf, exact }: Tellers): string {
  const event = message.extra.event;
  if (!event) return message.text;
  const who = message.author.name || nameOf(message.author.id) || t("thread.robot");
  const whom = nameOf(event.params.operator_id) ?? textOf(event.params.name);
  const params = Object.fromEntries(Object.entries(event.params).map(([name, value]) => [name, textOf(value)]));
  const code = lineOf(event, message.author.id);
  const when = params.until ? exact(params.until) : "";
  return byCode("event", code, { ...params, who, whom, when }) ?? t("event.other", { code: event.code });
}

/** What a rule did says why; what nobody got says why not. */
function lineOf({ code, params }: { code: string; params: Record<string, unknown> }, by: string | null): string {
  if (code === "queued") return `queued.${textOf(params.why)}`;
  if (code !== "assigned") return code;
  const reason = textOf(params.reason);
  if (reason === "absence_began" && !params.operator_id) return "assigned_by.absence_began_nobody";
  return reason ? `assigned_by.${reason}` : assignment(params, by);
}

/** One event on the wire, four lines to read: taken, given, given to a team, given back. */
function assignment({ operator_id: operator, team_id: team }: Record<string, unknown>, by: string | null): string {
  if (operator) return operator === by ? "assigned_self" : "assigned";
  return team ? "assigned_to_team" : "unassigned";
}

function textOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
