/** Name and settings of a channel, with "test connection" before saving. */
import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useI18n } from "@/shared/i18n";
import { Actions, Stack } from "@/shared/ui/layout";
import { ErrorLine } from "@/shared/ui/states";
import type { Channel, Provider } from "@/shared/api/types";
import { useCheckChannel, useSaveChannel } from "@/features/delivery/api/channels";
import { initialValues, valuesToSend, wrongFields } from "@/features/delivery/form";
import { CheckSteps } from "@/features/delivery/ui/CheckSteps";
import { ConfigFields } from "@/features/delivery/ui/ConfigFields";

interface Props {
  provider: Provider;
  channel?: Channel;
  onSaved: (channel: Channel) => void;
}

export function ChannelForm({ provider, channel, onSaved }: Props) {
  const { t, words } = useI18n();
  const [name, setName] = useState(channel?.name ?? words(provider.title));
  const [values, setValues] = useState(() => initialValues(provider.fields, channel?.config));
  const save = useSaveChannel();
  const check = useCheckChannel();
  const wrong = wrongFields(provider.fields, values);
  const given = { kind: provider.kind, config: valuesToSend(provider.fields, values), ...(channel && { id: channel.id }) };
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    if (wrong.length === 0) save.mutate({ ...given, name: name.trim() }, { onSuccess: onSaved });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput label={t("channel.name")} description={t("channel.name.help")} required maxLength={100} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <ConfigFields fields={provider.fields} values={values} wrong={wrong} {...(channel && { saved: channel.config })} onChange={(field, value) => setValues((old) => ({ ...old, [field]: value }))} />
        <CheckSteps check={check} />
        <ErrorLine error={save.error} />
        <Actions>
          {provider.checks && (
            <Button variant="default" loading={check.isPending} onClick={() => check.mutate(given)}>
              {t("channel.check")}
            </Button>
          )}
          <Button type="submit" loading={save.isPending} disabled={wrong.length > 0}>
            {channel ? t("action.save") : t("channel.connect")}
          </Button>
        </Actions>
      </Stack>
    </form>
  );
}
