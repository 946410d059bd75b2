import { useDeskParams } from "@/shared/search";
import { Link, useNavigate } from "@tanstack/react-router";
import { useI18n } from "@/shared/i18n";
import { Page, Section } from "@/shared/ui/Page";
import { Empty, Failure, SkeletonRows } from "@/shared/ui/states";
import type { Provider } from "@/shared/api/types";
import { useProviders } from "@/features/delivery/api/providers";
import { CapabilityTable } from "@/features/delivery/ui/CapabilityTable";
import { ChannelForm } from "@/features/delivery/ui/ChannelForm";
import { Setup } from "@/features/delivery/ui/Setup";

export function NewChannel() {
  const { t } = useI18n();
  const { kind } = useDeskParams();
  const providers = useProviders();
  if (providers.isPending) return <SkeletonRows rows={6} height={44} />;
  if (providers.isLoadingError) return <Failure error={providers.error} retry={() => void providers.refetch()} />;
  const provider = providers.data.find((one) => one.kind === kind);
  if (!provider) return <Empty icon="channel" title={t("channel.unknown")} text={t("channel.unknown.text")} />;
  return <Connect provider={provider} />;
}

function Connect({ provider }: { provider: Provider }) {
  const { t, words } = useI18n();
  const navigate = useNavigate();
  return (
    <Page title={words(provider.title)} lead={words(provider.summary)} width="form" back={<Link to="/settings/channels">{t("channels.back")}</Link>}>
      <Setup text={words(provider.setup)} />
      <ChannelForm provider={provider} onSaved={({ id }) => void navigate({ to: "/settings/channels/$channelId", params: { channelId: id } })} />
      <Section title={t("channel.capabilities")} lead={t("channel.capabilities.lead")}>
        <CapabilityTable capabilities={provider.capabilities} />
      </Section>
    </Page>
  );
}
