/** What is carried from a chat of our own to the page or the application it stands in; nothing for other channels. */
import { useT } from "@/shared/i18n";
import { CopyField } from "@/shared/ui/CopyField";
import { Section } from "@/shared/ui/Page";
import type { Channel } from "@/shared/api/types";
import { installCode, workerCode } from "@/features/livechat/install";

const SITE_CHAT = "webchat";
const APPLICATION = "app";

export function InstallSnippet({ channel }: { channel: Channel }) {
  if (channel.kind === SITE_CHAT) return <OnSite channel={channel} />;
  return channel.kind === APPLICATION ? <InApplication channel={channel} /> : null;
}

function OnSite({ channel }: { channel: Channel }) {
  const t = useT();
  return (
    <>
      <Section title={t("livechat.install")} lead={t("livechat.install.lead")}>
        <CopyField label={t("livechat.install.code")} value={installCode(location.origin, channel)} />
      </Section>
      {channel.config.push !== false && (
        <Section title={t("livechat.worker")} lead={t("livechat.worker.lead")}>
          <CopyField label={t("livechat.worker.code")} value={workerCode(location.origin)} />
        </Section>
      )}
    </>
  );
}

function InApplication({ channel }: { channel: Channel }) {
  const t = useT();
  return (
    <Section title={t("livechat.app")} lead={t("livechat.app.lead")}>
      <CopyField label={t("livechat.app.api")} value={`${location.origin}/api/v1/visitor`} />
      <CopyField label={t("livechat.app.channel")} value={channel.public_id} />
    </Section>
  );
}
