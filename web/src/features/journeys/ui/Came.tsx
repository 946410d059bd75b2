/** What came of a step so far: people through it, messages by channel, whom it was closed to, who stands there now. */
import { Link } from "@tanstack/react-router";
import { useChannels } from "@/features/delivery";
import { useNodeRuns, type NodeFigures, type Sending } from "@/features/journeys/api/journeys";
import classes from "@/features/journeys/ui/Journeys.module.css";
import { useOutName, useRefusalWords } from "@/features/journeys/words";
import { useMay } from "@/features/workspaces";
import { useFormat } from "@/shared/format";
import { costs } from "@/shared/format/money";
import { useI18n, useT } from "@/shared/i18n";
import { SkeletonRows } from "@/shared/ui/states";


export function Came({ journeyId, figures }: { journeyId: string; figures: NodeFigures }) {
  const { t, byCode } = useI18n();
  const out = useOutName();
  const lines: [string, number][] = [
    [t("journeys.count.entered"), figures.entered],
    ...(figures.waiting ? [[t("journeys.count.waiting"), figures.waiting] as [string, number]] : []),
    ...(figures.stopped ? [[t("journeys.count.stopped"), figures.stopped] as [string, number]] : []),
    ...(figures.goal ? [[t("journeys.goal"), figures.goal] as [string, number]] : []),
    ...Object.entries(figures.left).filter(() => Object.keys(figures.left).length > 1).map(([way, count]): [string, number] => [out(way), count]),
    ...Object.entries(figures.ended).map(([why, count]): [string, number] => [byCode("journeys.ended", why) ?? why, count]),
  ];
  return (
    <div className={classes.came}>
      <h3 className={classes.heading}>{t("journeys.came")}</h3>
      <Lines lines={lines} of={figures.entered} />
      <Reasons title={t("journeys.count.skipped")} counts={figures.refused} />
      {figures.sendings.map((one) => (
        <Way key={one.way} sending={one} />
      ))}
      {figures.waiting > 0 && <Here journeyId={journeyId} node={figures.node} waiting={figures.waiting} />}
    </div>
  );
}

function Lines({ lines, of }: { lines: [string, number][]; of: number }) {
  const format = useFormat();
  return (
    <dl className={classes.lines}>
      {lines.map(([word, count]) => (
        <div key={word}>
          <dt>{word}</dt>
          <dd>
            {format.number(count)}
            {of > 0 && count > 0 && count !== of && <span className={classes.share}>{format.percent(Math.round((count / of) * 100))}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** How many in all, then why, the most frequent first. */
function Reasons({ title, counts }: { title: string; counts: Record<string, number> }) {
  const format = useFormat();
  const say = useRefusalWords();
  const sorted = Object.entries(counts).sort(([, one], [, two]) => two - one);
  if (sorted.length === 0) return null;
  return (
    <dl className={classes.lines}>
      <div>
        <dt>{title}</dt>
        <dd>{format.number(sorted.reduce((sum, [, count]) => sum + count, 0))}</dd>
      </div>
      {sorted.map(([code, count]) => (
        <div key={code} className={classes.reason}>
          <dt>{say(code)}</dt>
          <dd>{format.number(count)}</dd>
        </div>
      ))}
    </dl>
  );
}

function Way({ sending }: { sending: Sending }) {
  const { t, locale } = useI18n();
  const channel = (useChannels().data ?? []).find(({ id }) => id === sending.channel_id);
  const lines: [string, number][] = [
    [t("journeys.count.sent"), sending.sent],
    ...(sending.planned ? [[t("journeys.count.planned"), sending.planned] as [string, number]] : []),
    [t("journeys.count.read"), sending.read],
    [t("journeys.count.clicked"), sending.clicked],
    ...(sending.read_by_machine ? [[t("journeys.count.read_by_machine"), sending.read_by_machine] as [string, number]] : []),
    ...(sending.unsubscribed ? [[t("journeys.count.unsubscribed"), sending.unsubscribed] as [string, number]] : []),
  ];
  const cost = costs(sending.costs, locale);
  return (
    <div className={classes.part}>
      <span className={classes.kind}>{`${String(sending.way + 1)}. ${channel?.name ?? t("journeys.channel.gone")}`}</span>
      <Lines lines={lines} of={sending.sent} />
      <Reasons title={t("journeys.count.failed")} counts={sending.failures} />
      <Reasons title={t("journeys.count.skipped")} counts={sending.skipped} />
      {cost && <span className={classes.quiet}>{t("journeys.count.cost", { cost })}</span>}
    </div>
  );
}

function Here({ journeyId, node, waiting }: { journeyId: string; node: string; waiting: number }) {
  const t = useT();
  const format = useFormat();
  const mayRead = useMay("contacts.read");
  const query = useNodeRuns(journeyId, node);
  if (query.isPending) return <SkeletonRows rows={2} height={20} />;
  const people = query.data?.items ?? [];
  return (
    <div className={classes.came}>
      <h3 className={classes.heading}>{t("journeys.here")}</h3>
      <ul className={classes.people}>
        {people.map((one) => (
          <li key={one.id}>
            {mayRead ? <Link to="/contacts/$contactId" params={{ contactId: one.contact_id }}>{one.contact_name || t("contact.nameless")}</Link> : one.contact_name || t("contact.nameless")}
            {one.due_at && <span className={classes.quiet}>{t("journeys.until_moment", { at: format.exact(one.due_at) })}</span>}
          </li>
        ))}
      </ul>
      {waiting > people.length && <span className={classes.quiet}>{t("journeys.here.more", { n: waiting - people.length })}</span>}
    </div>
  );
}
