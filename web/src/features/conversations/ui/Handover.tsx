/** Giving a conversation away with a note, and joining it into another of the same person. */
import { Button, Select, Textarea } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useFormat } from "@/shared/format";
import { useT } from "@/shared/i18n";
import { Actions, Stack } from "@/shared/ui/layout";
import { ErrorLine, SkeletonRows } from "@/shared/ui/states";
import { useToasts } from "@/shared/ui/toasts";
import type { ConversationRow } from "@/shared/api/types";
import { besideConversation } from "@/shared/search";
import { useMerge, useOthersOf, useTransfer, useUnmerge } from "@/features/conversations/api/handover";
import { ChannelMark } from "@/features/delivery";
import { useMe, useOperators, useTeams } from "@/features/workspaces";
import classes from "@/features/conversations/ui/ActPicker.module.css";

interface Props {
  row: ConversationRow;
  onDone: () => void;
}

export function TransferForm({ row, onDone }: Props) {
  const t = useT();
  const { tell } = useToasts();
  const transfer = useTransfer(row.id);
  const me = useMe().operator.id;
  const operators = (useOperators().data ?? []).filter(({ id, deactivated_at: gone }) => !gone && id !== me);
  const teams = useTeams().data ?? [];
  const [to, setTo] = useState<string | null>(null);
  const [note, setNote] = useState("");
  const people = [
    { group: t("people.operators"), items: operators.map(({ id, name }) => ({ value: id, label: name })) },
    { group: t("people.teams"), items: teams.map(({ id, name }) => ({ value: id, label: name })) },
  ].filter(({ items }) => items.length > 0);
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    const team = teams.some(({ id }) => id === to);
    const told = () => {
      tell(t("transfer.done"));
      onDone();
    };
    transfer.mutate({ operator_id: team ? null : to, team_id: team ? to : null, note }, { onSuccess: told });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <Select label={t("transfer.to")} data={people} value={to} onChange={setTo} searchable required data-autofocus />
        <Textarea label={t("transfer.note")} description={t("transfer.note.help")} autosize minRows={3} maxRows={10} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
        <ErrorLine error={transfer.error} />
        <Actions>
          <Button type="submit" disabled={!to} loading={transfer.isPending}>
            {t("act.transfer")}
          </Button>
        </Actions>
      </Stack>
    </form>
  );
}

export function MergeForm({ row, onDone }: Props) {
  const t = useT();
  const format = useFormat();
  const navigate = useNavigate();
  const { tell, tellError } = useToasts();
  const others = useOthersOf(row);
  const merge = useMerge(row.id);
  const unmerge = useUnmerge();
  const into = (kept: ConversationRow) => {
    const told = () => {
      tell(t("merging.done", { number: kept.number }), () => void unmerge.mutateAsync(row.id).catch(tellError));
      void navigate({ to: "/inbox/$conversationId", params: { conversationId: kept.id }, search: besideConversation() });
      onDone();
    };
    // Not callbacks of the mutation: the conversation that became another's may have left the screen, and this form with it.
    merge.mutateAsync(kept.id).then(told, () => undefined);
  };
  if (others.isPending) return <SkeletonRows rows={3} height={32} />;
  if (!others.data?.length) return <p>{t("merging.none")}</p>;
  return (
    <Stack>
      <p>{t("merging.text")}</p>
      <ul className={classes.choices}>
        {others.data.map((other) => (
          <li key={other.id}>
            <button type="button" className={classes.choice} disabled={merge.isPending} onClick={() => into(other)}>
              <ChannelMark kind={other.channel_kind} size={14} />
              <span className={classes.title}>
                {t("thread.number", { number: other.number })} {other.preview}
              </span>
              <span className={classes.aside}>{format.ago(other.last_message_at)}</span>
            </button>
          </li>
        ))}
      </ul>
      <ErrorLine error={merge.error} />
    </Stack>
  );
}
