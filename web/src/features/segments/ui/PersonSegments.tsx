/** In which segments a person is now, on their card. */
import { Link } from "@tanstack/react-router";
import { useT } from "@/shared/i18n";
import { Failure, SkeletonRows } from "@/shared/ui/states";
import { useSegmentsOf } from "@/features/segments/api/segments";
import classes from "@/features/segments/ui/People.module.css";

export default function PersonSegments({ contactId }: { contactId: string }) {
  const t = useT();
  const query = useSegmentsOf(contactId);
  if (query.isPending) return <SkeletonRows rows={1} height={24} />;
  if (query.isLoadingError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  if (query.data.length === 0) return <p className={classes.quiet}>{t("segments.of.none")}</p>;
  return (
    <ul className={classes.chips}>
      {query.data.map(({ id, name }) => (
        <li key={id}>
          <Link className={classes.chip} to="/segments/$segmentId" params={{ segmentId: id }} search={{ why: contactId }}>
            {name}
          </Link>
        </li>
      ))}
    </ul>
  );
}
