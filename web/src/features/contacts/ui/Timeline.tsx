import { useI18n } from "@/shared/i18n";
import { Failure, SkeletonRows } from "@/shared/ui/states";
import { More } from "@/shared/ui/More";
import { TimeAgo } from "@/shared/ui/TimeAgo";
import { useTimeline } from "@/features/contacts/api/timeline";
import classes from "@/features/contacts/ui/ContactCard.module.css";

export function Timeline({ contactId }: { contactId: string }) {
  const { t, byCode } = useI18n();
  const timeline = useTimeline(contactId);
  if (timeline.isPending) return <SkeletonRows rows={3} height={18} />;
  if (timeline.isLoadingError) return <Failure error={timeline.error} retry={() => void timeline.refetch()} />;
  const entries = timeline.data.pages.flatMap(({ items }) => items);
  if (entries.length === 0) return <p className={classes.quiet}>{t("card.timeline.none")}</p>;
  return (
    <>
      <ol className={classes.timeline}>
        {entries.map((entry) => (
          <li key={entry.id}>
            <span>{byCode("happened", entry.kind) ?? entry.kind}</span>
            <TimeAgo at={entry.at} />
          </li>
        ))}
      </ol>
      <More query={timeline} />
    </>
  );
}
