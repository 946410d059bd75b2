/** Something that happened to the conversation, in one quiet line. */
import { useFormat } from "@/shared/format";
import { useI18n, type I18n } from "@/shared/i18n";
import type { Message } from "@/shared/api/types";
import { useColleagues } from "@/features/workspaces";
import classes from "@/features/conversations/ui/Bubble.module.css";

export function EventLine({ message }: { message: Message }) {
  const i18n = useI18n();
  const format = useFormat();
  const colleagues = useColleagues();
  const nameOf = (id: unknown) => (typeof id === "string" ? colleagues.get(id)?.name : undefined);
  return (
    <p className={classes.event}>
      {sayEvent(message, i18n, nameOf)} <time title={format.exact(message.sent_at)}>{format.clock(message.sent_at)}</time>
    </p>
  );
}

function sayEvent(message: Message, { t, byCode }: I18n, nameOf: (id: unknown) => string | undefined): string {
  const event = message.extra.event;
  if (!event) return message.text;
  const who = message.author.name || nameOf(message.author.id) || t("thread.robot");
  const whom = nameOf(event.params.operator_id) ?? textOf(event.params.name);
  const params = Object.fromEntries(Object.entries(event.params).map(([name, value]) => [name, textOf(value)]));
  return byCode("event", event.code, { ...params, who, whom }) ?? t("event.other", { code: event.code });
}

function textOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
