/** The cards joined into this one: when, and the way back. */
import { Button } from "@mantine/core";
import { useT } from "@/shared/i18n";
import { TimeAgo } from "@/shared/ui/TimeAgo";
import { useToasts } from "@/shared/ui/toasts";
import { useMerge, useMerges } from "@/features/contacts/api/merges";
import classes from "@/features/contacts/ui/ContactCard.module.css";

export function Merges({ contactId }: { contactId: string }) {
  const t = useT();
  const merges = useMerges(contactId).data ?? [];
  const { undo } = useMerge(contactId);
  const { tellError } = useToasts();
  if (merges.length === 0) return null;
  return (
    <section className={classes.part}>
      <h3 className={classes.heading}>{t("merge.list")}</h3>
      <ul>
        {merges.map(({ id, at }) => (
          <li key={id} className={classes.other}>
            <span className={classes.value}>
              {t("merge.at")} <TimeAgo at={at} />
            </span>
            <Button size="compact-xs" variant="subtle" loading={undo.isPending && undo.variables === id} onClick={() => undo.mutate(id, { onError: tellError })}>
              {t("merge.undo")}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
