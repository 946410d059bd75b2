/** What purposes and kinds of channel are called. */
import { useI18n } from "@/shared/i18n";
import { usePurposes } from "@/features/consents/api/consents";
import { useProviders } from "@/features/delivery";

export function usePurposeName(): (code: string) => string {
  const { locale } = useI18n();
  const purposes = usePurposes().data ?? [];
  return (code) => {
    const found = purposes.find((purpose) => purpose.code === code);
    return found ? (locale === "ru" ? found.name_ru : found.name_en) : code;
  };
}

export function useChannelName(): (channel: string) => string {
  const { byCode, t, words } = useI18n();
  const providers = useProviders().data ?? [];
  return (channel) => (channel === "" ? t("consents.channel.any") : (byCode("consents.channel", channel) ?? (words(providers.find(({ kind }) => kind === channel)?.title) || channel)));
}
