/** On a person's card: campaigns planned for them, got or not, and why. */
import { Link } from "@tanstack/react-router";
import { useCampaignsOf } from "@/features/campaigns/api/campaigns";
import classes from "@/features/campaigns/ui/Campaigns.module.css";
import { sayMessage } from "@/features/campaigns/words";
import { useI18n } from "@/shared/i18n";
import { Failure, SkeletonRows } from "@/shared/ui/states";
import { TimeAgo } from "@/shared/ui/TimeAgo";

export default function PersonCampaigns({ contactId }: { contactId: string }) {
  const i18n = useI18n();
  const query = useCampaignsOf(contactId);
  if (query.isPending) return <SkeletonRows rows={2} height={20} />;
  if (query.isLoadingError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  if (query.data.length === 0) return <p className={classes.about}>{i18n.t("campaigns.of_person.none")}</p>;
  return (
    <ul className={classes.list}>
      {query.data.map(({ campaign_id, name, message }) => (
        <li key={message.id} className={classes.ofPerson}>
          <Link to="/campaigns/$campaignId" params={{ campaignId: campaign_id }}>
            {name}
          </Link>
          <span className={classes.about}>
            {sayMessage(message, i18n)} · <TimeAgo at={message.clicked_at ?? message.read_at ?? message.accepted_at ?? message.due_at} />
          </span>
        </li>
      ))}
    </ul>
  );
}
