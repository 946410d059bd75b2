/** What is said by one channel: a published template, or a message its provider approved with its blanks filled in. */
import { SegmentedControl, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { useChannelChoices, useTemplateChoices } from "@/features/campaigns/api/campaigns";
import { dropChannel, moveChannel, say, sayingOf } from "@/features/campaigns/plan";
import classes from "@/features/campaigns/ui/Campaigns.module.css";
import type { StepProps } from "@/features/campaigns/plan";
import { aroundBlank, PreparedPreview, PreparedSelect, useChannels, usePrepared } from "@/features/delivery";
import type { CampaignChannelChoice } from "@/shared/api/types";
import { useT } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/IconButton";
import { Row, Stack } from "@/shared/ui/layout";

const VALUE_MAX = 1024;
type Mode = "approved" | "free";
type PlaceProps = Pick<StepProps, "plan" | "onChange"> & { at: number; variant: number };

export function ChannelForm({ plan, onChange, at, variant }: PlaceProps) {
  const t = useT();
  const channel = plan.channels[at];
  const choice = (useChannelChoices().data ?? []).find(({ id }) => id === channel?.channel_id);
  const [chosen, setChosen] = useState<Mode | null>(null);
  if (!channel) return null;
  const place = { plan, onChange, at, variant };
  const mode = chosen ?? first(choice, sayingOf(channel, variant).template_id);
  return (
    <Stack gap={2}>
      <Head {...place} channelId={channel.channel_id} />
      {choice?.prepared && <SegmentedControl aria-label={t("campaigns.saying")} value={mode} onChange={setChosen} data={(["approved", "free"] as const).map((value) => ({ value, label: t(`campaigns.saying.${value}`) }))} />}
      {mode === "approved" ? <Approved {...place} channelId={channel.channel_id} /> : <Free {...place} kind={choice?.template_kind} />}
      {mode === "free" && choice?.window && <p className={classes.about}>{t("campaigns.saying.window")}</p>}
    </Stack>
  );
}

/** Where a provider approves messages, one of those, unless a template was chosen already. */
function first(choice: CampaignChannelChoice | undefined, templateId: string | null | undefined): Mode {
  return choice?.prepared && !templateId ? "approved" : "free";
}

/** The channel's name, its place among the others, and its way out. */
function Head({ plan, onChange, at, channelId }: PlaceProps & { channelId: string }) {
  const t = useT();
  const name = (useChannels().data ?? []).find(({ id }) => id === channelId)?.name ?? t("campaigns.channel.gone");
  return (
    <Row gap={2}>
      <strong className={classes.channelName}>{name}</strong>
      {at > 0 && <IconButton icon="up" label={t("campaigns.channel.up", { name })} onClick={() => onChange(moveChannel(plan, at, -1))} />}
      {at < plan.channels.length - 1 && <IconButton icon="down" label={t("campaigns.channel.down", { name })} onClick={() => onChange(moveChannel(plan, at, 1))} />}
      <IconButton icon="trash" label={t("campaigns.channel.drop", { name })} onClick={() => onChange(dropChannel(plan, at))} />
    </Row>
  );
}

function Free({ plan, onChange, at, variant, kind }: PlaceProps & { kind: string | undefined }) {
  const t = useT();
  const channel = plan.channels[at];
  const templates = (useTemplateChoices().data ?? []).filter((one) => one.kind === kind);
  if (!channel) return null;
  return <Select label={t("campaigns.template")} placeholder={t("campaigns.template.choose")} nothingFoundMessage={t("campaigns.template.none")} searchable value={sayingOf(channel, variant).template_id} data={templates.map(({ id, name }) => ({ value: id, label: name }))} onChange={(template_id) => onChange(say(plan, at, variant, { template_id, number: null, prepared_id: null, values: {} }))} />;
}

function Approved({ plan, onChange, at, variant, channelId }: PlaceProps & { channelId: string }) {
  const t = useT();
  const channel = plan.channels[at];
  const offers = (usePrepared(channelId).data ?? []).filter(({ message }) => message.standing === "approved" && !message.unsupported && !message.media);
  if (!channel) return null;
  const { prepared_id, values = {} } = sayingOf(channel, variant);
  const offer = offers.find(({ id }) => id === prepared_id);
  const choose = (id: string | null) => onChange(say(plan, at, variant, { template_id: null, number: null, prepared_id: id, values: { ...offers.find((one) => one.id === id)?.fills } }));
  const fill = (name: string, value: string) => onChange(say(plan, at, variant, { values: { ...values, [name]: value } }));
  return (
    <>
      <PreparedSelect label={t("campaigns.prepared")} notFound={t("campaigns.prepared.none")} offers={offers} value={offer ? offer.id : null} onChange={choose} />
      {offer && offer.message.blanks.length > 0 && <p className={classes.about}>{t("campaigns.prepared.names", { open: "{", close: "}" })}</p>}
      {offer?.message.blanks.map(({ name, example }) => (
        <TextInput key={name} label={aroundBlank(name, offer.message)} placeholder={example} maxLength={VALUE_MAX} value={values[name] ?? ""} onChange={(event) => fill(name, event.currentTarget.value)} />
      ))}
      {offer && <PreparedPreview message={offer.message} values={values} />}
    </>
  );
}
