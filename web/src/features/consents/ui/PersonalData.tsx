/** A copy of all that is known of the person, and their erasure: for those who answer for it. */
import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { download } from "@/shared/api/http";
import { useT } from "@/shared/i18n";
import { Confirm } from "@/shared/ui/Confirm";
import { Row } from "@/shared/ui/layout";
import { useToasts } from "@/shared/ui/toasts";
import { useErase } from "@/features/consents/api/consents";
import { useMay } from "@/features/workspaces";

export function PersonalData({ contactId }: { contactId: string }) {
  const t = useT();
  const { tell, tellError } = useToasts();
  const [asking, setAsking] = useState(false);
  const erase = useErase(contactId);
  const copy = useMutation({ mutationFn: () => download(`/contacts/${contactId}/personal-data`), onError: tellError });
  if (!useMay("personal_data.write")) return null;
  const confirm = () =>
    erase.mutate(undefined, {
      onSuccess: () => {
        setAsking(false);
        tell(t("personal.erased"));
      },
    });
  return (
    <Row wrap>
      <Button variant="default" size="xs" loading={copy.isPending} onClick={() => copy.mutate()}>
        {t("personal.copy")}
      </Button>
      <Button variant="subtle" color="red" size="xs" onClick={() => setAsking(true)}>
        {t("personal.erase")}
      </Button>
      <Confirm opened={asking} title={t("personal.erase")} text={t("personal.erase.text")} action={t("personal.erase")} pending={erase.isPending} error={erase.error} onConfirm={confirm} onClose={() => setAsking(false)} />
    </Row>
  );
}
