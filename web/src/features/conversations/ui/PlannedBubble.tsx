/** An answer not said yet: dotted, with its moment; one that was held says why and what can be done. */
import { useI18n, type I18n } from "@/shared/i18n";
import { Icon } from "@/shared/ui/icons";
import type { Planned } from "@/shared/api/types";
import { sayMoment } from "@/features/conversations/planned";
import { PlannedActs } from "@/features/conversations/ui/PlannedActs";
import classes from "@/features/conversations/ui/Planned.module.css";
import { useMe } from "@/features/workspaces";

export function PlannedBubble({ planned }: { planned: Planned }) {
  const i18n = useI18n();
  const own = planned.author.id === useMe().operator.id;
  return (
    <article className={classes.line} aria-label={i18n.t("planned.title.change")}>
      {!own && <p className={classes.author} dir="auto">{planned.author.name}</p>}
      <div className={classes.bubble}>
        {planned.subject && <p className={classes.subject}>{planned.subject}</p>}
        {planned.text && <p className={classes.text} dir="auto">{planned.text}</p>}
        {planned.attachment_ids.length > 0 && <p className={classes.files}><Icon name="clip" size={14} />{i18n.t("planned.files", { count: planned.attachment_ids.length })}</p>}
        <PlannedWhen planned={planned} />
      </div>
      <PlannedActs planned={planned} />
    </article>
  );
}

export function PlannedWhen({ planned }: { planned: Planned }) {
  const i18n = useI18n();
  const moment = <time dateTime={planned.send_at}>{i18n.t("planned.at", { at: sayMoment(new Date(planned.send_at), i18n.locale) })}</time>;
  if (!planned.held_code)
    return (
      <p className={classes.when}>
        <Icon name="clock" size={14} />
        <span>
          {moment}
          {planned.only_unanswered && `, ${i18n.t("planned.if_silent")}`}
        </span>
      </p>
    );
  return (
    <p className={classes.when} data-tone="broken">
      <Icon name="alert" size={14} />
      <span>{sayHeld(planned.held_code, i18n)}</span>
    </p>
  );
}

/** Why it waits for a person, in the words of the reason or of the error that stopped it. */
function sayHeld(code: string, { t, byCode }: I18n): string {
  return byCode("planned.held", code) ?? t("planned.held.other", { why: byCode("error", code) ?? t("error.unknown", { code }) });
}
