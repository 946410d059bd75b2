/** On a card: how often the person was written to first, and when one may again. */
import { useI18n } from "@/shared/i18n";
import { zoneName } from "@/shared/format/zones";
import { Failure, SkeletonRows } from "@/shared/ui/states";
import type { ChannelAnswer, PersonPolicy } from "@/shared/api/types";
import { usePersonPolicy } from "@/features/contact_policy/api/policy";
import { toldIn } from "@/features/contact_policy/hours";
import { useChannelName } from "@/features/consents";
import classes from "@/features/contact_policy/ui/Policy.module.css";

export default function PersonPace({ contactId }: { contactId: string }) {
  const query = usePersonPolicy(contactId);
  if (query.isPending) return <SkeletonRows rows={2} height={20} />;
  if (query.isLoadingError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  return <Pace told={query.data} />;
}

function Pace({ told }: { told: PersonPolicy }) {
  const { t, locale, byCode } = useI18n();
  const channelName = useChannelName();
  const said = (one: ChannelAnswer) => {
    if (one.at === null) return byCode("consents.refused", one.refused) ?? one.refused;
    if (!one.delayed) return t("contact_policy.person.now");
    return t("contact_policy.person.from", { at: toldIn(told.time_zone, locale, one.at) });
  };
  return (
    <div className={classes.pace}>
      <dl className={classes.counts}>
        {told.windows.map(({ window, count, most }) => (
          <div key={window}>
            <dt>{t(`contact_policy.window.${window}`)}</dt>
            <dd>{most === null ? count : t("contact_policy.person.of", { n: count, most })}</dd>
          </div>
        ))}
      </dl>
      {told.channels.length === 0 && <p className={classes.quiet}>{t("contact_policy.person.nowhere")}</p>}
      <ul className={classes.answers} hidden={told.channels.length === 0}>
        {told.channels.map((one) => (
          <li key={one.channel}>
            <span className={classes.mark} data-goes={(one.at !== null && !one.delayed) || undefined} data-waits={one.delayed !== "" || undefined} aria-hidden="true" />
            <span className={classes.name}>{channelName(one.channel)}</span>
            <span className={classes.told}>{said(one)}</span>
          </li>
        ))}
      </ul>
      <p className={classes.quiet}>{t(`contact_policy.person.zone.${told.time_zone_from}`, { zone: zoneName(told.time_zone, locale, new Date()) })}</p>
    </div>
  );
}
