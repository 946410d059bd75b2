/** Why somebody got it, or did not: looked up, not guessed. */
import { useState } from "react";
import { useExplanation } from "@/features/campaigns/api/campaigns";
import { variantName } from "@/features/campaigns/plan";
import { PersonPicker } from "@/features/contacts";
import { sayMessage, sayWhy } from "@/features/campaigns/words";
import { useChannels } from "@/features/delivery";
import type { Campaign, CampaignExplanation } from "@/shared/api/types";
import { useFormat } from "@/shared/format";
import { useI18n } from "@/shared/i18n";
import { Facts } from "@/shared/ui/layout";
import { Section } from "@/shared/ui/Page";
import { ErrorLine, SkeletonRows } from "@/shared/ui/states";

export function Explain({ campaign }: { campaign: Campaign }) {
  const { t } = useI18n();
  const [contactId, setContactId] = useState<string | null>(null);
  const query = useExplanation(campaign.id, contactId);
  return (
    <Section title={t("campaigns.why")} lead={t("campaigns.why.about")}>
      <PersonPicker label={t("campaigns.why.person")} placeholder={t("campaigns.why.person")} value={contactId} onChange={setContactId} />
      <ErrorLine error={query.error} />
      {contactId && query.isPending && <SkeletonRows rows={2} />}
      {query.data && <Told campaign={campaign} told={query.data} />}
    </Section>
  );
}

function Told({ campaign, told }: { campaign: Campaign; told: CampaignExplanation }) {
  const i18n = useI18n();
  const { t } = i18n;
  const format = useFormat();
  const names = new Map((useChannels().data ?? []).map(({ id, name }) => [id, name]));
  const named = campaign.plan.variants.length > 1 && told.messages.length > 0 && !told.control;
  return (
    <div role="status">
      <p>
        <strong>{sayWhy(told, i18n)}</strong>
        {named && ` ${t("campaigns.why.variant", { name: variantName(campaign.plan, told.variant) })}`}
      </p>
      <Facts items={told.messages.map((one) => [names.get(campaign.plan.channels[one.channel]?.channel_id ?? "") ?? "", `${sayMessage(one, i18n)} · ${format.exact(one.clicked_at ?? one.read_at ?? one.accepted_at ?? one.due_at)}`])} />
    </div>
  );
}
