/** The conversation's targets beside the thread: what runs now and what was met or missed before, and by how much. */
import { useState } from "react";
import { useFormat } from "@/shared/format";
import { useNow } from "@/shared/format/useNow";
import { useT } from "@/shared/i18n";
import { Failure } from "@/shared/ui/states";
import { Status } from "@/shared/ui/Status";
import type { Conversation, TargetWait } from "@/shared/api/types";
import { useConversationTargets } from "@/features/targets/api/waits";
import { standingOf, TONES, withinOf, wordsOf } from "@/features/targets/rules";
import classes from "@/features/targets/ui/Targets.module.css";

const SHOWN = 3;

export default function History({ conversation: { id, target_due_at: due, waiting_since: since, state, team_id: team, label_ids: labels } }: { conversation: Conversation }) {
  const t = useT();
  const query = useConversationTargets(id, [due, since, state, team, ...labels]);
  const [all, setAll] = useState(false);
  const waits = query.data ?? [];
  if (query.isLoadingError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  if (waits.length === 0) return null;
  return (
    <section className={classes.panel} aria-label={t("settings.targets")}>
      <h3 className={classes.heading}>{t("settings.targets")}</h3>
      <ul className={classes.waits}>
        {(all ? waits : waits.slice(0, SHOWN)).map((wait) => (
          <Wait key={wait.id} wait={wait} />
        ))}
      </ul>
      {waits.length > SHOWN && !all && (
        <button type="button" className={classes.link} onClick={() => setAll(true)}>
          {t("targets.history.all", { count: waits.length })}
        </button>
      )}
    </section>
  );
}

function Wait({ wait }: { wait: TargetWait }) {
  const t = useT();
  const format = useFormat();
  const { standing, seconds } = standingOf(wait, useNow());
  const duration = format.duration(seconds);
  const why = wait.because.length > 0 ? t("targets.because", { conditions: wait.because.map((one) => t(`targets.because.${one}`)).join(", ") }) : t("targets.because.all");
  return (
    <li className={classes.wait}>
      <span className={classes.waitHead}>
        <span className={classes.waitName} title={why}>
          {wait.target_name}
        </span>
        <span className={classes.hint}>{t(withinOf(wait), { duration: format.duration(wait.seconds) })}</span>
      </span>
      <Status tone={TONES[standing]}>{t(wordsOf(standing, wait.solving), { duration })}</Status>
      <span className={classes.hint} title={format.exact(wait.due_at)}>
        {`${t("targets.began", { when: `${format.date(wait.started_at)}, ${format.clock(wait.started_at)}` })} · ${t("targets.due", { when: format.clock(wait.due_at) })}`}
      </span>
    </li>
  );
}
