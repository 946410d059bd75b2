import { useI18n } from "@/shared/i18n";
import { Status } from "@/shared/ui/Status";
import type { Channel } from "@/shared/api/types";
import { useProvider } from "@/features/delivery/api/providers";

/** A channel that nobody can test from outside has no health to wait for. */
export function HealthStatus({ channel }: { channel: Channel }) {
  const { t } = useI18n();
  const watched = useProvider(channel.kind)?.checks !== false;
  if (!channel.enabled) return <Status tone="quiet">{t("channel.off")}</Status>;
  if (channel.health.ok === null && watched) return <Status tone="soon">{t("channel.starting")}</Status>;
  return channel.health.ok !== false ? <Status tone="kept">{t("channel.works")}</Status> : <Status tone="broken">{t("channel.broken")}</Status>;
}

/** What is wrong and what to do. */
export function HealthTrouble({ channel }: { channel: Channel }) {
  const { t, byCode } = useI18n();
  const { ok, code, detail } = channel.health;
  if (!channel.enabled || ok !== false) return null;
  return (
    <p style={{ color: "var(--broken)" }} role="alert">
      {byCode("error", code) ?? t("error.unknown", { code })} {detail && <small>({detail})</small>}
    </p>
  );
}
