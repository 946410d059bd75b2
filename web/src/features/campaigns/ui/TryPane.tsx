/** How somebody gets it: a sample person or a real one, by each channel; and a test to oneself. */
import { Button, SegmentedControl, TextInput } from "@mantine/core";
import { useState } from "react";
import { useCampaignPreview, useSendCampaignTest } from "@/features/campaigns/api/campaigns";
import { sayingOf } from "@/features/campaigns/plan";
import classes from "@/features/campaigns/ui/Campaigns.module.css";
import { PersonPicker } from "@/features/contacts";
import { useChannels } from "@/features/delivery";
import { useMay } from "@/features/workspaces";
import type { Campaign, CampaignPlan, CampaignPreview } from "@/shared/api/types";
import { useT } from "@/shared/i18n";
import { Row } from "@/shared/ui/layout";
import { ErrorLine } from "@/shared/ui/states";
import { useToasts } from "@/shared/ui/toasts";

export function TryPane({ campaign, plan, variant }: { campaign: Campaign; plan: CampaignPlan; variant: number }) {
  const t = useT();
  const names = new Map((useChannels().data ?? []).map(({ id, name }) => [id, name]));
  const [at, setAt] = useState(0);
  const [contactId, setContactId] = useState<string | null>(null);
  const place = Math.min(at, Math.max(campaign.plan.channels.length - 1, 0));
  const ready = shows(campaign, plan, place, variant);
  const preview = useCampaignPreview(campaign.id, { channel: place, variant, language: "", contact_id: contactId }, campaign.revision, ready);
  return (
    <section className={classes.fields} aria-label={t("campaigns.preview")}>
      <h2 className={classes.subtitle}>{t("campaigns.preview")}</h2>
      <Row gap={2} wrap>
        {campaign.plan.channels.length > 1 && <SegmentedControl aria-label={t("campaigns.channel")} value={String(place)} onChange={(value) => setAt(Number(value))} data={campaign.plan.channels.map(({ channel_id }, index) => ({ value: String(index), label: names.get(channel_id) ?? "" }))} />}
        <PersonPicker label={t("campaigns.preview.person")} placeholder={t("campaigns.preview.sample")} value={contactId} onChange={setContactId} />
      </Row>
      {ready ? <ErrorLine error={preview.error} /> : <p className={classes.about}>{t("campaigns.preview.none")}</p>}
      {ready && preview.data && <Shown found={preview.data} />}
      {ready && preview.data?.preview && <SendTest campaign={campaign} channel={place} variant={variant} contactId={contactId} sms={preview.data.preview.cost !== null} />}
    </section>
  );
}

/** Whether the saved campaign has something to show there, and it is still what is written. */
function shows({ plan: saved }: Campaign, plan: CampaignPlan, place: number, variant: number): boolean {
  const channel = saved.channels[place];
  if (!channel || plan.channels[place]?.channel_id !== channel.channel_id) return false;
  const { template_id, prepared_id } = sayingOf(channel, variant);
  return template_id !== null || prepared_id !== null;
}

function Shown({ found }: { found: CampaignPreview }) {
  const t = useT();
  const { preview } = found;
  if (preview?.html) {
    return (
      <div className={classes.letter}>
        <p className={classes.subject}>
          <strong>{preview.subject}</strong>
        </p>
        <iframe title={t("campaigns.preview.frame")} className={classes.frame} sandbox="" srcDoc={preview.html} />
      </div>
    );
  }
  return <p className={classes.bubble}>{preview ? preview.text : found.text}</p>;
}

function SendTest({ campaign, channel, variant, contactId, sms }: { campaign: Campaign; channel: number; variant: number; contactId: string | null; sms: boolean }) {
  const t = useT();
  const { tell } = useToasts();
  const send = useSendCampaignTest(campaign.id);
  const [to, setTo] = useState("");
  if (!useMay("campaigns.write")) return null;
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    send.mutate({ channel, variant, to, contact_id: contactId }, { onSuccess: ({ to: address }) => tell(t("campaigns.tried", { address })) });
  };
  return (
    <form className={classes.fields} onSubmit={submit}>
      {sms && <TextInput label={t("campaigns.try.phone")} type="tel" required value={to} onChange={(event) => setTo(event.currentTarget.value)} />}
      <ErrorLine error={send.error} />
      <div>
        <Button type="submit" variant="default" loading={send.isPending}>
          {t("campaigns.try")}
        </Button>
      </div>
    </form>
  );
}
