/** Codes of delivery and of campaigns in words: what campaigns have no words for, consents and delivery may. */
import type { CampaignExplanation } from "@/shared/api/types";
import type { I18n } from "@/shared/i18n";

type Words = Pick<I18n, "t" | "byCode">;
type Message = CampaignExplanation["messages"][number];

const AREAS = ["campaigns.code", "consents.refused", "error"] as const;

/** A reason as it stands in a list beside a number: without the sentence's dot. */
export function sayCode(code: string, { t, byCode }: Words): string {
  for (const area of AREAS) {
    const words = byCode(area, code);
    if (words !== null) return words.replace(/\.$/, "");
  }
  return code ? t("campaigns.code.other", { code }) : t("campaigns.code.unsaid");
}

/** The most that is known: clicked is more than read, read by a program is said so. */
export function sayMessage(one: Message, words: Words): string {
  const { t } = words;
  if (one.complained_at) return t("campaigns.message.complained");
  if (one.unsubscribed_at) return t("campaigns.message.unsubscribed");
  if (one.clicked_at) return t("campaigns.message.clicked");
  if (one.read_at) return t(one.read_by_machine ? "campaigns.message.read_by_machine" : "campaigns.message.read");
  const said = words.byCode("campaigns.message", one.state) ?? one.state;
  return one.code ? `${said}: ${sayCode(one.code, words)}` : said;
}

export function sayWhy({ why, messages }: CampaignExplanation, words: Words): string {
  const best = messages.find(({ state }) => state !== "skipped") ?? messages[0];
  return words.byCode("campaigns.why", why) ?? (best ? sayMessage(best, words) : why);
}
