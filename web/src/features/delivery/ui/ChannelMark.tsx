import { useI18n } from "@/shared/i18n";
import { Mark } from "@/shared/ui/Mark";
import { useProvider } from "@/features/delivery/api/providers";

/** The sign of a channel's kind, named for those who do not see it. */
export function ChannelMark({ kind, size = 16 }: { kind: string; size?: number }) {
  const { words } = useI18n();
  const provider = useProvider(kind);
  return <Mark markup={provider?.icon} colour={provider?.colour} size={size} title={words(provider?.title) || kind} />;
}
