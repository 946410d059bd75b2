/** Writing first where only a template may go: those of the channel, by what usually stands in their blanks. */
import { useT } from "@/shared/i18n";
import { Failure, SkeletonRows } from "@/shared/ui/states";
import { usePrepared } from "@/features/delivery";
import { PreparedChooser, type PreparedDraft } from "@/features/conversations/ui/PreparedChooser";
import classes from "@/features/conversations/ui/Composer.module.css";

interface Props {
  channelId: string;
  held: boolean;
  sending: boolean;
  onSend: (draft: PreparedDraft) => void;
}

/** A name in braces is somebody's, and whose it is nobody knows yet. */
const plain = (fills: Record<string, string>) => Object.fromEntries(Object.entries(fills).filter(([, text]) => !/[{}]/.test(text)));

export default function PreparedStart({ channelId, ...rest }: Props) {
  const t = useT();
  const query = usePrepared(channelId);
  if (query.isPending) return <SkeletonRows rows={2} height={36} />;
  if (query.isLoadingError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const offers = query.data.filter(({ message }) => message.standing === "approved" && !message.unsupported).map((prepared) => ({ prepared, values: plain(prepared.fills) }));
  if (offers.length === 0) return <p className={classes.closed}>{t("start.none_approved")}</p>;
  return (
    <>
      <p className={classes.closed}>{t("start.prepared_only")}</p>
      <PreparedChooser key={channelId} offers={offers} {...rest} />
    </>
  );
}
