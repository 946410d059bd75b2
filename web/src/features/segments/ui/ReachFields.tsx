/** Conditions on whether somebody can be written to: channels, addresses, agreement, the suppression list. */
import { MultiSelect, Select } from "@mantine/core";
import { useChannelName, usePurposeName, usePurposes } from "@/features/consents";
import { useChannels } from "@/features/delivery";
import { useI18n } from "@/shared/i18n";
import type { Leaf } from "@/features/segments/rule";

const KINDS = ["email", "sms", "call"];
const ADDRESS_KINDS = ["email", "phone", "telegram", "whatsapp", "viber", "vk", "visitor", "card", "external"];
const REASONS = ["hard_bounce", "complaint", "blocked", "unsubscribed", "do_not_call", "by_hand", "import"];

interface Props {
  leaf: Leaf;
  onChange: (leaf: Leaf) => void;
}

export function ReachFields({ leaf, onChange }: Props) {
  const { t, byCode } = useI18n();
  const channelName = useChannelName();
  const channels = useChannels().data ?? [];
  const kinds = [...new Set([...KINDS, ...channels.map(({ kind }) => kind)])].map((value) => ({ value, label: channelName(value) }));
  if (leaf.type === "reachable") return <Select label={t("segments.channel")} searchable allowDeselect={false} value={leaf.channel} data={kinds.filter(({ value }) => value !== "call")} onChange={(channel) => channel && onChange({ ...leaf, channel })} />;
  if (leaf.type === "consent") return <ConsentFields leaf={leaf} kinds={kinds} onChange={onChange} />;
  if (leaf.type === "address") {
    const states = (["any", "proven", "reachable", "unreachable"] as const).map((value) => ({ value, label: t(`segments.address.${value}`) }));
    return (
      <>
        <Select label={t("segments.address.kind")} searchable allowDeselect={false} value={leaf.kind} data={ADDRESS_KINDS.map((value) => ({ value, label: byCode("segments.address_kind", value) ?? byCode("address", value) ?? value }))} onChange={(kind) => kind && onChange({ ...leaf, kind })} />
        <Select label={t("segments.address.state")} allowDeselect={false} value={leaf.state} data={states} onChange={(state) => state && onChange({ ...leaf, state: state })} />
      </>
    );
  }
  if (leaf.type !== "suppressed") return null;
  return (
    <>
      <Select label={t("segments.channel")} allowDeselect={false} value={leaf.channel} data={[{ value: "", label: t("segments.channel.any") }, ...kinds]} onChange={(channel) => onChange({ ...leaf, channel: channel ?? "" })} />
      <MultiSelect label={t("segments.reasons")} placeholder={leaf.reasons.length ? undefined : t("segments.reasons.any")} value={leaf.reasons} data={REASONS.map((value) => ({ value, label: byCode("segments.reason", value) ?? value }))} onChange={(reasons) => onChange({ ...leaf, reasons })} />
    </>
  );
}

function ConsentFields({ leaf, kinds, onChange }: { leaf: Extract<Leaf, { type: "consent" }>; kinds: { value: string; label: string }[]; onChange: Props["onChange"] }) {
  const { t } = useI18n();
  const purposes = usePurposes().data ?? [];
  const nameOf = usePurposeName();
  const statuses = (["granted", "withdrawn", "pending"] as const).map((value) => ({ value, label: t(`segments.consent.${value}`) }));
  return (
    <>
      <Select label={t("segments.consent.status")} allowDeselect={false} value={leaf.status} data={statuses} onChange={(status) => status && onChange({ ...leaf, status: status })} />
      <Select label={t("segments.purpose")} placeholder={t("segments.purpose.choose")} allowDeselect={false} value={leaf.purpose || null} data={purposes.map(({ code }) => ({ value: code, label: nameOf(code) }))} onChange={(purpose) => purpose && onChange({ ...leaf, purpose })} />
      <Select label={t("segments.channel")} searchable allowDeselect={false} value={leaf.channel} data={kinds} onChange={(channel) => channel && onChange({ ...leaf, channel })} />
    </>
  );
}
