/** Deletes what a form is open on, once somebody said that they mean it. */
import { Button } from "@mantine/core";
import type { UseMutationResult } from "@tanstack/react-query";
import { useState } from "react";
import { useT } from "@/shared/i18n";
import { Confirm } from "@/shared/ui/Confirm";

interface Props {
  id: string;
  title: string;
  text: string;
  remove: Pick<UseMutationResult<unknown, Error, string>, "mutate" | "isPending" | "error">;
  onDone: () => void;
}

export function DeleteButton({ id, title, text, remove, onDone }: Props) {
  const t = useT();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button variant="subtle" color="red" onClick={() => setAsking(true)}>
        {t("action.delete")}
      </Button>
      <Confirm opened={asking} title={title} text={text} action={t("action.delete")} pending={remove.isPending} error={remove.error} onConfirm={() => remove.mutate(id, { onSuccess: onDone })} onClose={() => setAsking(false)} />
    </>
  );
}
