/** One connected channel: its health, settings, what it can do, and taking it away. */
import { useDeskParams } from "@/shared/search";
import { Button } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { useI18n } from "@/shared/i18n";
import { Confirm } from "@/shared/ui/Confirm";
import { CopyField } from "@/shared/ui/CopyField";
import { Row } from "@/shared/ui/layout";
import { Page, Section } from "@/shared/ui/Page";
import { Empty, Failure, SkeletonRows } from "@/shared/ui/states";
import { useToasts } from "@/shared/ui/toasts";
import type { Channel } from "@/shared/api/types";
import { useChannels, useDeleteChannel, useSwitchChannel } from "@/features/delivery/api/channels";
import { useProvider } from "@/features/delivery/api/providers";
import { CapabilityTable } from "@/features/delivery/ui/CapabilityTable";
import { ChannelForm } from "@/features/delivery/ui/ChannelForm";
import { HealthStatus, HealthTrouble } from "@/features/delivery/ui/HealthStatus";
import { InstallSnippet } from "@/features/livechat";
import { useMay } from "@/features/workspaces";

const MassMailSection = lazy(() => import("@/features/delivery/ui/MassMailSection"));
const PreparedList = lazy(() => import("@/features/delivery/ui/PreparedList"));

export function ChannelPage() {
  const { t } = useI18n();
  const { channelId } = useDeskParams();
  const channels = useChannels();
  if (channels.isPending) return <SkeletonRows rows={6} height={44} />;
  if (channels.isLoadingError) return <Failure error={channels.error} retry={() => void channels.refetch()} />;
  const channel = channels.data.find(({ id }) => id === channelId);
  if (!channel) return <Empty icon="channel" title={t("channel.gone")} text={t("channel.gone.text")} />;
  return <Shown key={channel.id} channel={channel} />;
}

function Shown({ channel }: { channel: Channel }) {
  const { t } = useI18n();
  const { tell } = useToasts();
  const provider = useProvider(channel.kind);
  const mayWrite = useMay("channels.write");
  const back = <Link to="/settings/channels">{t("channels.back")}</Link>;
  return (
    <Page title={channel.name} lead={channel.address} width="form" back={back} action={<Row><HealthStatus channel={channel} />{mayWrite && <Switcher channel={channel} />}</Row>}>
      <HealthTrouble channel={channel} />
      <InstallSnippet channel={channel} />
      {provider?.takes_webhooks && channel.webhook_url && (
        <Section title={t("channel.webhook")} lead={t("channel.webhook.lead")}>
          <CopyField label={t("channel.webhook.url")} value={channel.webhook_url} />
        </Section>
      )}
      {mayWrite && provider && (
        <Section title={t("channel.settings")}>
          <ChannelForm provider={provider} channel={channel} onSaved={() => tell(t("action.saved"))} />
        </Section>
      )}
      {channel.capabilities.prepared && (
        <Suspense fallback={<SkeletonRows rows={3} height={44} />}>
          <PreparedList channelId={channel.id} />
        </Suspense>
      )}
      {channel.kind === "email" && (
        <Suspense fallback={<SkeletonRows rows={3} height={44} />}>
          <MassMailSection channelId={channel.id} />
        </Suspense>
      )}
      <Section title={t("channel.capabilities")} lead={t("channel.capabilities.lead")}>
        <CapabilityTable capabilities={channel.capabilities} />
      </Section>
      {mayWrite && <Removal channel={channel} />}
    </Page>
  );
}

function Switcher({ channel }: { channel: Channel }) {
  const { t } = useI18n();
  const { tellError } = useToasts();
  const change = useSwitchChannel();
  return (
    <Button variant="default" size="xs" loading={change.isPending} onClick={() => change.mutate({ id: channel.id, enabled: !channel.enabled }, { onError: tellError })}>
      {channel.enabled ? t("action.turn_off") : t("action.turn_on")}
    </Button>
  );
}

function Removal({ channel }: { channel: Channel }) {
  const { t } = useI18n();
  const navigate = useNavigate();
  const [asked, setAsked] = useState(false);
  const remove = useDeleteChannel();
  const confirm = () => remove.mutate(channel.id, { onSuccess: () => void navigate({ to: "/settings/channels" }) });
  return (
    <Section title={t("channel.delete")} lead={t("channel.delete.lead")}>
      <Button variant="light" color="red" onClick={() => setAsked(true)} style={{ alignSelf: "flex-start" }}>
        {t("channel.delete")}
      </Button>
      <Confirm opened={asked} title={t("channel.delete")} text={t("channel.delete.text")} name={channel.name} action={t("action.delete")} pending={remove.isPending} error={remove.error} onConfirm={confirm} onClose={() => setAsked(false)} />
    </Section>
  );
}
