/** On a person's card: the journeys they are on or went through, where they stand and why. */
import { Link } from "@tanstack/react-router";
import { useJourneysOf } from "@/features/journeys/api/journeys";
import classes from "@/features/journeys/ui/Journeys.module.css";
import { useFormat } from "@/shared/format";
import { useI18n } from "@/shared/i18n";
import { Failure, SkeletonRows } from "@/shared/ui/states";

export default function PersonJourneys({ contactId }: { contactId: string }) {
  const { t, byCode } = useI18n();
  const format = useFormat();
  const query = useJourneysOf(contactId);
  if (query.isPending) return <SkeletonRows rows={2} height={20} />;
  if (query.isLoadingError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  if (query.data.items.length === 0) return <p className={classes.about}>{t("journeys.of_person.none")}</p>;
  return (
    <ul className={classes.people}>
      {query.data.items.map((one) => (
        <li key={one.id}>
          <Link to="/journeys/$journeyId" params={{ journeyId: one.journey_id }}>
            {one.journey_name}
          </Link>
          <span className={classes.quiet}>
            {one.ended ? (byCode("journeys.ended", one.ended) ?? one.ended) : t("journeys.of_person.at", { step: one.title || (one.kind ? (byCode("journeys.node", one.kind) ?? one.kind) : t("journeys.start")) })}
            {" · "}
            {one.ended_at ? format.ago(one.ended_at) : one.due_at ? t("journeys.until_moment", { at: format.exact(one.due_at) }) : format.ago(one.started_at)}
          </span>
        </li>
      ))}
    </ul>
  );
}
