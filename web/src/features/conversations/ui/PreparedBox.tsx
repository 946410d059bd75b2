/** Where the window is closed: a template that the provider has approved, filled in, seen as the customer will see it. */
import { useState } from "react";
import { useT } from "@/shared/i18n";
import { Failure, SkeletonRows } from "@/shared/ui/states";
import type { PreparedOffer } from "@/shared/api/types";
import { usePreparedOffers } from "@/features/conversations/api/prepared";
import { outbox } from "@/features/conversations/outbox";
import type { Upload } from "@/features/delivery";
import { PreparedChooser, type PreparedDraft, type PreparedUse } from "@/features/conversations/ui/PreparedChooser";
import classes from "@/features/conversations/ui/Composer.module.css";

interface Props {
  conversationId: string;
  /** What was taken back by an undo. */
  back: PreparedUse | null;
}

export default function PreparedBox({ conversationId, back }: Props) {
  const t = useT();
  const query = usePreparedOffers(conversationId);
  if (query.isPending) return <SkeletonRows rows={2} height={36} />;
  if (query.isLoadingError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  if (query.data.length === 0) return <p className={classes.hint}>{t("prepared.none_approved")}</p>;
  return <Chooser conversationId={conversationId} offers={query.data} back={back} />;
}

function Chooser({ conversationId, offers, back }: Props & { offers: PreparedOffer[] }) {
  const t = useT();
  const [said, setSaid] = useState(0);
  const hold = (draft: PreparedDraft, uploads: Upload[]) => {
    outbox.hold(conversationId, draft, uploads);
    setSaid(said + 1);
  };
  return (
    <div className={classes.prepared}>
      <p className={classes.closed}>{t("prepared.window_closed")}</p>
      <PreparedChooser key={said} offers={offers} back={said ? null : back} onSend={hold} />
    </div>
  );
}
