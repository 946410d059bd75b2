/** Put one person in by hand; who is inside already, or may not come again, is left out. */
import { Button } from "@mantine/core";
import { useState } from "react";
import { PersonPicker } from "@/features/contacts";
import { usePutIn } from "@/features/journeys/api/journeys";
import classes from "@/features/journeys/ui/Journeys.module.css";
import { useT } from "@/shared/i18n";
import { Stack } from "@/shared/ui/layout";
import { ErrorLine } from "@/shared/ui/states";
import { useToasts } from "@/shared/ui/toasts";

export function PutIn({ journeyId, onDone }: { journeyId: string; onDone: () => void }) {
  const t = useT();
  const { tell } = useToasts();
  const putIn = usePutIn(journeyId);
  const [person, setPerson] = useState<string | null>(null);
  const submit = (contactId: string) =>
    putIn.mutate(contactId, {
      onSuccess: ({ contact_ids }) => {
        tell(t(contact_ids.length ? "journeys.put_in.done" : "journeys.put_in.left_out"));
        onDone();
      },
    });
  return (
    <Stack gap={3}>
      <p className={classes.about}>{t("journeys.put_in.about")}</p>
      <PersonPicker label={t("journeys.walk.person")} placeholder={t("journeys.walk.person")} value={person} onChange={setPerson} />
      <ErrorLine error={putIn.error} />
      <Button disabled={!person} loading={putIn.isPending} onClick={() => person && submit(person)}>
        {t("journeys.put_in")}
      </Button>
    </Stack>
  );
}
