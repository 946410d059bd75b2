/** The saved draft to oneself, by a real channel. */
import { Button, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { useSendTest } from "@/features/templates/api/templates";
import { useChannels, useProviders } from "@/features/delivery";
import type { Template } from "@/shared/api/types";
import { useT } from "@/shared/i18n";
import { Actions, Stack } from "@/shared/ui/layout";
import { ErrorLine } from "@/shared/ui/states";
import { useToasts } from "@/shared/ui/toasts";

/** What a channel must be able to do to carry each kind. */
const CARRIES: Partial<Record<Template["kind"], "subject" | "sms">> = { email: "subject", sms: "sms" };

export function SendTest({ template, language, onDone }: { template: Template; language: string; onDone: () => void }) {
  const t = useT();
  const { tell } = useToasts();
  const { data: channels = [] } = useChannels();
  const { data: providers = [] } = useProviders();
  const send = useSendTest(template.id);
  const needed = CARRIES[template.kind];
  const kinds = providers.filter(({ capabilities }) => needed && capabilities[needed]).map(({ kind }) => kind);
  const fitting = channels.filter(({ kind, enabled }) => enabled && kinds.includes(kind));
  const [chosen, setChosen] = useState<string | null>(null);
  const [to, setTo] = useState("");
  const channelId = chosen ?? fitting[0]?.id;
  if (!channelId) return <p>{t("templates.test.none")}</p>;
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    const told = ({ to: address }: { to: string }) => {
      tell(t("templates.test.sent", { address }));
      onDone();
    };
    send.mutate({ channel_id: channelId, language, to }, { onSuccess: told });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap={4}>
        <p>{t(template.kind === "sms" ? "templates.test.about_sms" : "templates.test.about")}</p>
        <Select label={t("templates.test.channel")} allowDeselect={false} value={channelId} onChange={setChosen} data={fitting.map(({ id, name }) => ({ value: id, label: name }))} />
        {template.kind === "sms" && <TextInput label={t("templates.test.phone")} required type="tel" value={to} onChange={(event) => setTo(event.currentTarget.value)} />}
        <ErrorLine error={send.error} />
        <Actions>
          <Button type="submit" loading={send.isPending}>
            {t("templates.test.send")}
          </Button>
        </Actions>
      </Stack>
    </form>
  );
}
