/** The line that puts the chat on a site; nothing for channels that live elsewhere. */
import { useT } from "@/shared/i18n";
import { CopyField } from "@/shared/ui/CopyField";
import { Section } from "@/shared/ui/Page";
import type { Channel } from "@/shared/api/types";

const SITE_CHAT = "webchat";

export function InstallSnippet({ channel }: { channel: Channel }) {
  const t = useT();
  if (channel.kind !== SITE_CHAT) return null;
  const code = `<script async src="${location.origin}/widget/loader.js" data-channel="${channel.public_id}"></script>`;
  return (
    <Section title={t("livechat.install")} lead={t("livechat.install.lead")}>
      <CopyField label={t("livechat.install.code")} value={code} />
    </Section>
  );
}
