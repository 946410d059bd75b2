/** Finds the card to join into this one; the joining can be undone. */
import { Button, Modal, TextInput } from "@mantine/core";
import { useState } from "react";
import { useI18n, useT } from "@/shared/i18n";
import { Avatar } from "@/shared/ui/Avatar";
import { Stack } from "@/shared/ui/layout";
import { useToasts } from "@/shared/ui/toasts";
import { useDebounced } from "@/shared/ui/useDebounced";
import type { Contact, ContactRow } from "@/shared/api/types";
import { sayAddress } from "@/features/contacts/address";
import { useContacts } from "@/features/contacts/api/contacts";
import { useMerge } from "@/features/contacts/api/merges";
import classes from "@/features/contacts/ui/ContactCard.module.css";

const SHOWN_MAX = 8;

export function MergePanel({ contact, onDone }: { contact: Contact; onDone: () => void }) {
  const t = useT();
  return (
    <Modal opened onClose={onDone} title={t("merge.title")} closeButtonProps={{ "aria-label": t("action.close") }}>
      <Search contact={contact} onDone={onDone} />
    </Modal>
  );
}

function Search({ contact, onDone }: { contact: Contact; onDone: () => void }) {
  const { t, byCode } = useI18n();
  const [words, setWords] = useState("");
  const settled = useDebounced(words.trim(), 250);
  const found = useContacts(settled).data?.pages.flatMap(({ items }) => items) ?? [];
  const { merge, undo } = useMerge(contact.id);
  const { tell, tellError } = useToasts();
  const join = (other: ContactRow) =>
    merge.mutate(other.id, {
      onError: tellError,
      onSuccess: (done) => {
        tell(t("merge.done", { name: other.name }), () => undo.mutate(done.id, { onError: tellError }));
        onDone();
      },
    });
  return (
    <Stack gap={3}>
      <p>{t("merge.text", { name: contact.name || t("contact.nameless") })}</p>
      <TextInput type="search" data-autofocus aria-label={t("contacts.search")} placeholder={t("contacts.search")} value={words} onChange={(event) => setWords(event.currentTarget.value)} />
      <ul>
        {found.filter(({ id }) => id !== contact.id).slice(0, SHOWN_MAX).map((other) => (
          <li key={other.id} className={classes.other}>
            <Avatar name={other.name} src={other.avatar_url} size={28} />
            <span className={classes.value}>
              {other.name || t("contact.nameless")} <small>{other.addresses.map((one) => sayAddress(one, byCode)).join(", ")}</small>
            </span>
            <Button size="xs" variant="default" loading={merge.isPending} onClick={() => join(other)}>
              {t("merge.join")}
            </Button>
          </li>
        ))}
      </ul>
    </Stack>
  );
}
