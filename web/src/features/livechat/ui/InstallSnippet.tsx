/** The line that puts the chat on a site; nothing for channels that live elsewhere. */
import { useT } from "@/shared/i18n";
import { CopyField } from "@/shared/ui/CopyField";
import { Section } from "@/shared/ui/Page";
import type { Channel } from "@/shared/api/types";
import { installCode } from "@/features/livechat/install";

const SITE_CHAT = "webchat";

export function InstallSnippet({ channel }: { channel: Channel }) {
  const t = useT();
  if (channel.kind !== SITE_CHAT) return null;
  const code = installCode(location.origin, channel);
  return (
    <Section title={t("livechat.install")} lead={t("livechat.install.lead")}>
      <CopyField label={t("livechat.install.code")} value={code} />
    </Section>
  );
}
