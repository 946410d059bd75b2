/** What levels of loyalty are called where the first has no name of its own. */
import type { I18n } from "@/shared/i18n";

export function levelName(t: I18n["t"], levels: readonly string[], level: number): string {
  if (levels.length === 1) return t("contact_policy.level.everybody");
  return levels[level] || (level === 0 ? t("contact_policy.level.newcomers") : t("contact_policy.level.numbered", { n: level }));
}
