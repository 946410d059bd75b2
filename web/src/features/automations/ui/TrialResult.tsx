import { Link } from "@tanstack/react-router";
import { useT } from "@/shared/i18n";
import { TimeAgo } from "@/shared/ui/TimeAgo";
import type { Reference, Trial } from "@/features/automations/types";
import classes from "@/features/automations/ui/Builder.module.css";

export function TrialResult({ trial }: { trial: Trial }) {
  const t = useT();
  return (
    <div className={classes.trial} role="status">
      <p>{t("automations.tried", { fired: trial.matched.length, count: trial.looked_at })}</p>
      <ul>
        {trial.matched.map(({ conversation, at }) => (
          <li key={conversation.id}>
            <ConversationLink conversation={conversation} /> <TimeAgo at={at} />
          </li>
        ))}
      </ul>
    </div>
  );
}

export function ConversationLink({ conversation: { id, number, contact_name: name } }: { conversation: Reference }) {
  const t = useT();
  return (
    <Link to="/inbox/$conversationId" params={{ conversationId: id }} search={{ view: "all" }}>
      {name ? `${name}, ` : ""}
      {t("thread.number", { number })}
    </Link>
  );
}
