/** Conditions on what is between us: conversations, tasks, debts, ratings; and on other segments. */
import { MultiSelect, NumberInput, Select } from "@mantine/core";
import { useLabels } from "@/features/conversations";
import { useChannels } from "@/features/delivery";
import { useI18n, useT } from "@/shared/i18n";
import { useSegments } from "@/features/segments/api/segments";
import type { Leaf, Of } from "@/features/segments/rule";
import { WindowField } from "@/features/segments/ui/WindowField";

const DEBTS = ["unanswered", "missed", "promised", "target_broken", "bounced", "failed", "snoozed", "unsolved", "task", "consultation"];

interface Props {
  leaf: Leaf;
  segmentId: string;
  onChange: (leaf: Leaf) => void;
}

export function DealingFields({ leaf, segmentId, onChange }: Props) {
  const { t, byCode } = useI18n();
  if (leaf.type === "conversation") return <TalkFields leaf={leaf} onChange={onChange} />;
  if (leaf.type === "segment") return <SegmentField leaf={leaf} segmentId={segmentId} onChange={onChange} />;
  if (leaf.type === "task") return <Select label={t("segments.task.state")} allowDeselect={false} value={leaf.state} data={(["open", "overdue", "done"] as const).map((value) => ({ value, label: t(`segments.task.${value}`) }))} onChange={(state) => state && onChange({ ...leaf, state: state })} />;
  if (leaf.type === "debt") return <MultiSelect label={t("segments.debts")} placeholder={leaf.kinds.length ? undefined : t("debts.kind.all")} value={leaf.kinds} data={DEBTS.map((value) => ({ value, label: byCode("debts.kind", value) ?? value }))} onChange={(kinds) => onChange({ ...leaf, kinds })} />;
  if (leaf.type !== "rating") return null;
  return (
    <>
      <NumberInput data-narrow label={t("segments.score.from")} min={1} max={5} allowDecimal={false} clampBehavior="strict" value={leaf.low} onChange={(value) => onChange({ ...leaf, low: Number(value) || 1, high: Math.max(leaf.high, Number(value) || 1) })} />
      <NumberInput data-narrow label={t("segments.score.to")} min={leaf.low} max={5} allowDecimal={false} clampBehavior="strict" value={leaf.high} onChange={(value) => onChange({ ...leaf, high: Math.max(Number(value) || leaf.low, leaf.low) })} />
      <WindowField window={leaf.window} onChange={(window) => onChange({ ...leaf, window })} />
    </>
  );
}

function TalkFields({ leaf, onChange }: { leaf: Of<"conversation">; onChange: Props["onChange"] }) {
  const t = useT();
  const channels = useChannels().data ?? [];
  const labels = useLabels().data ?? [];
  const states = (["any", "open", "closed", "waiting"] as const).map((value) => ({ value, label: t(`segments.talk.${value}`) }));
  return (
    <>
      <Select label={t("segments.talk.state")} allowDeselect={false} value={leaf.state} data={states} onChange={(state) => state && onChange({ ...leaf, state: state })} />
      <MultiSelect label={t("segments.channels")} placeholder={leaf.channel_ids.length ? undefined : t("segments.channel.any")} value={leaf.channel_ids} data={channels.map(({ id, name }) => ({ value: id, label: name }))} onChange={(channel_ids) => onChange({ ...leaf, channel_ids })} />
      <MultiSelect label={t("segments.labels")} placeholder={leaf.label_ids.length ? undefined : t("segments.labels.any")} value={leaf.label_ids} data={labels.map(({ id, name }) => ({ value: id, label: name }))} onChange={(label_ids) => onChange({ ...leaf, label_ids })} />
      <WindowField label={t("segments.talk.wrote")} window={leaf.wrote} onChange={(wrote) => onChange({ ...leaf, wrote })} />
    </>
  );
}

function SegmentField({ leaf, segmentId, onChange }: { leaf: Of<"segment"> } & Omit<Props, "leaf">) {
  const t = useT();
  const others = (useSegments().data ?? []).filter(({ id }) => id !== segmentId);
  return <Select label={t("segments.segment")} placeholder={t("segments.segment.choose")} nothingFoundMessage={t("segments.none")} searchable allowDeselect={false} value={leaf.segment_id || null} data={others.map(({ id, name }) => ({ value: id, label: name }))} onChange={(segment_id) => segment_id && onChange({ ...leaf, segment_id })} />;
}
