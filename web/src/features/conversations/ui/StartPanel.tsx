/** A conversation begun by us: the channel, the address, the first words. */
import { Button, Drawer, Select, Textarea, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useRef, useState } from "react";
import { useT } from "@/shared/i18n";
import { Actions, Stack } from "@/shared/ui/layout";
import { ErrorLine } from "@/shared/ui/states";
import type { Channel } from "@/shared/api/types";
import type { DeskSearch } from "@/shared/search";
import { useStartConversation, type FirstMessage } from "@/features/conversations/api/start";
import { SUBJECT_MAX } from "@/features/conversations/limits";
import { SmsHint } from "@/features/prices";

const PreparedStart = lazy(() => import("@/features/conversations/ui/PreparedStart"));

const ADDRESS_MAX = 320;

interface Props {
  channels: Channel[];
  onClose: () => void;
}

export function StartPanel({ channels, onClose }: Props) {
  const t = useT();
  return (
    <Drawer opened onClose={onClose} position="right" size={460} title={t("start.title")} closeButtonProps={{ "aria-label": t("action.close") }}>
      <Form channels={channels} onClose={onClose} />
    </Drawer>
  );
}

function Form({ channels, onClose }: Props) {
  const t = useT();
  const navigate = useNavigate();
  const start = useStartConversation();
  const [first, setFirst] = useState<FirstMessage>({ channel_id: channels[0]?.id ?? "", address: "", subject: "", text: "" });
  const set = (change: Partial<FirstMessage>) => setFirst((old) => ({ ...old, ...change }));
  const channel = channels.find(({ id }) => id === first.channel_id);
  const open = ({ conversation_id: id }: { conversation_id: string }) => {
    onClose();
    void navigate({ to: "/inbox/$conversationId", params: { conversationId: id }, search: (old: DeskSearch) => ({ ...old, view: "open" as const, channel: undefined, q: undefined }) });
  };
  const send = (change: Partial<FirstMessage>) => start.mutate({ ...first, address: first.address.trim(), ...change }, { onSuccess: open });
  return (
    <Stack>
      <Select label={t("start.channel")} required allowDeselect={false} data={channels.map(({ id, name, address }) => ({ value: id, label: address ? `${name}, ${address}` : name }))} value={first.channel_id} onChange={(id) => set({ channel_id: id ?? "" })} />
      <TextInput label={t("start.address")} description={t("start.address.help")} required maxLength={ADDRESS_MAX} data-autofocus value={first.address} onChange={(event) => set({ address: event.currentTarget.value })} />
      {channel?.capabilities.starts_conversation ? (
        <FreeText can={channel.capabilities} first={first} set={set} sending={start.isPending} send={send} />
      ) : (
        <Suspense>
          <PreparedStart channelId={first.channel_id} held={!first.address.trim()} sending={start.isPending} onSend={(draft) => send({ subject: "", ...draft })} />
        </Suspense>
      )}
      <ErrorLine error={start.error} />
    </Stack>
  );
}

interface FreeTextProps {
  can: Channel["capabilities"];
  first: FirstMessage;
  set: (change: Partial<FirstMessage>) => void;
  sending: boolean;
  send: (change: Partial<FirstMessage>) => void;
}

function FreeText({ can, first, set, sending, send }: FreeTextProps) {
  const t = useT();
  const box = useRef<HTMLTextAreaElement>(null);
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    send({ subject: can.subject ? first.subject.trim() : "" });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        {can.subject && <TextInput label={t("composer.subject")} maxLength={SUBJECT_MAX} value={first.subject} onChange={(event) => set({ subject: event.currentTarget.value })} />}
        <Textarea ref={box} label={t("start.text")} required autosize minRows={6} maxRows={16} maxLength={can.text_length_max} value={first.text} onChange={(event) => set({ text: event.currentTarget.value })} />
        {can.sms && first.text && (
          <Suspense>
            <SmsHint channelId={first.channel_id} address={first.address.trim()} text={first.text} boxRef={box} onReplace={(text) => set({ text })} />
          </Suspense>
        )}
        <Actions>
          <Button type="submit" disabled={!first.address.trim() || !first.text.trim()} loading={sending}>
            {t("composer.send")}
          </Button>
        </Actions>
      </Stack>
    </form>
  );
}
