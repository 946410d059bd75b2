/** Why this person got what they got, and why the rest did not go. */
import { useState } from "react";
import { useFormat } from "@/shared/format";
import { useI18n } from "@/shared/i18n";
import { More } from "@/shared/ui/More";
import { Failure, SkeletonRows } from "@/shared/ui/states";
import { TimeAgo } from "@/shared/ui/TimeAgo";
import { useSent } from "@/features/consents/api/consents";
import { usePurposeName } from "@/features/consents/names";
import classes from "@/features/consents/ui/Consents.module.css";

export function SentAndWhy({ contactId }: { contactId: string }) {
  const { t } = useI18n();
  const [opened, setOpened] = useState(false);
  return (
    <details className={classes.history} onToggle={(event) => setOpened(event.currentTarget.open)}>
      <summary>{t("consents.sent")}</summary>
      {opened && <List contactId={contactId} />}
    </details>
  );
}

function List({ contactId }: { contactId: string }) {
  const { t, byCode } = useI18n();
  const format = useFormat();
  const nameOf = usePurposeName();
  const query = useSent(contactId, true);
  const whyNot = (code: string, until: string | null) => {
    const why = byCode("consents.refused", code) ?? byCode("error", code) ?? code;
    return until ? t("consents.waits", { why, until: format.exact(until) }) : why;
  };
  if (query.isPending) return <SkeletonRows rows={3} height={24} />;
  if (query.isLoadingError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const rows = query.data.pages.flatMap(({ items }) => items);
  if (rows.length === 0) return <p className={classes.quiet}>{t("consents.sent.none")}</p>;
  return (
    <>
      <ol className={classes.lines}>
        {rows.map((row) => (
          <li key={row.id}>
            {byCode("consents.purpose", row.purpose) ?? nameOf(row.purpose)}: {byCode("consents.state", row.state) ?? row.state}
            <small>
              {row.code ? whyNot(row.code, row.waits_until) : (byCode("consents.ground", row.ground) ?? row.ground)} · <TimeAgo at={row.planned_at} />
            </small>
          </li>
        ))}
      </ol>
      <More query={query} />
    </>
  );
}
