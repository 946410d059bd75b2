/** Asks before something that cannot be undone: says what will be lost; may ask for the name. */
import { Button, Modal, TextInput } from "@mantine/core";
import { useState } from "react";
import { useT } from "@/shared/i18n";
import { ErrorLine } from "@/shared/ui/states";
import { Actions, Stack } from "@/shared/ui/layout";

interface Props {
  opened: boolean;
  title: string;
  /** What will be lost. */
  text: string;
  action: string;
  /** Typed by the person before the button works. */
  name?: string;
  pending?: boolean;
  error?: unknown;
  onConfirm: () => void;
  onClose: () => void;
}

export function Confirm({ opened, title, text, action, name, pending = false, error, onConfirm, onClose }: Props) {
  const t = useT();
  const [typed, setTyped] = useState("");
  return (
    <Modal opened={opened} onClose={onClose} title={title} centered closeButtonProps={{ "aria-label": t("action.close") }}>
      <Stack>
        <p>{text}</p>
        {name && <TextInput label={t("confirm.name", { name })} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />}
        <ErrorLine error={error} />
        <Actions>
          <Button variant="default" onClick={onClose}>
            {t("action.cancel")}
          </Button>
          <Button color="red" loading={pending} disabled={name !== undefined && typed.trim() !== name} onClick={onConfirm}>
            {action}
          </Button>
        </Actions>
      </Stack>
    </Modal>
  );
}
