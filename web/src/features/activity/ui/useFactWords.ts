import { useI18n } from "@/shared/i18n";

/** Events every shop has are called in the reader's language; others as their sender calls them. */
export function useFactWords(): (name: string) => string {
  const { byCode } = useI18n();
  return (name) => byCode("fact", name) ?? name;
}
