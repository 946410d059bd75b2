/** The way into joining two cards; what it opens loads when it is asked for. */
import { Button } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { useT } from "@/shared/i18n";
import { Icon } from "@/shared/ui/icons";
import type { Contact } from "@/shared/api/types";

const MergePanel = lazy(() => import("@/features/contacts/ui/MergePanel").then(({ MergePanel: component }) => ({ default: component })));

export function MergePicker({ contact }: { contact: Contact }) {
  const t = useT();
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button variant="default" size="xs" leftSection={<Icon name="merge" size={16} />} onClick={() => setOpened(true)}>
        {t("merge.open")}
      </Button>
      <Suspense>{opened && <MergePanel contact={contact} onDone={() => setOpened(false)} />}</Suspense>
    </>
  );
}
