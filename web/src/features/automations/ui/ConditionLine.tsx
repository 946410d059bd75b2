/** One "if" of a rule: what is looked at, whether it must fit, and with what. */
import { MultiSelect, SegmentedControl, Select, TagsInput, TextInput } from "@mantine/core";
import { useI18n } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/IconButton";
import { CONDITION_KINDS, CONDITIONS } from "@/features/automations/parts";
import type { Condition } from "@/features/automations/types";
import classes from "@/features/automations/ui/Builder.module.css";
import { SortingAsked } from "@/features/automations/ui/SortingFields";
import { useChannels } from "@/features/delivery";
import { useOperators, useTeams } from "@/features/workspaces";

const LANGUAGES = ["ru", "en", "uk", "be", "kk", "uz", "hy", "ka", "az", "tr", "de", "fr", "es", "zh"];

interface Props {
  condition: Condition;
  onChange: (condition: Condition) => void;
  onRemove: () => void;
}

export function ConditionLine({ condition, onChange, onRemove }: Props) {
  const { t } = useI18n();
  const { kind, negated } = condition;
  return (
    <div className={classes.line}>
      <Select aria-label={t("automations.condition")} allowDeselect={false} value={kind} data={CONDITION_KINDS.map((value) => ({ value, label: t(`automations.if.${value}`) }))} onChange={(value) => value && onChange({ ...CONDITIONS[value], negated })} />
      <div className={classes.fields}>
        <SegmentedControl size="xs" aria-label={t(`automations.if.${kind}`)} value={negated ? "no" : "yes"} data={[{ value: "yes", label: t(`automations.is.${kind}`) }, { value: "no", label: t(`automations.is_not.${kind}`) }]} onChange={(value) => onChange({ ...condition, negated: value === "no" })} />
        <Fields condition={condition} onChange={onChange} />
      </div>
      <IconButton icon="close" label={t("automations.remove")} onClick={onRemove} />
    </div>
  );
}

function Fields({ condition, onChange }: Pick<Props, "condition" | "onChange">) {
  const { t, locale } = useI18n();
  const channels = useChannels().data ?? [];
  const teams = useTeams().data ?? [];
  const operators = useOperators().data ?? [];
  const label = t(`automations.if.${condition.kind}`);
  if (condition.kind === "words") return <TagsInput aria-label={label} description={t("automations.words.help")} placeholder={t("automations.words.placeholder")} maxTags={50} acceptValueOnBlur value={condition.words} onChange={(words) => onChange({ ...condition, words })} />;
  if (condition.kind === "channel") return <MultiSelect aria-label={label} data={channels.map(({ id, name }) => ({ value: id, label: name }))} value={condition.channel_ids} onChange={(channel_ids) => onChange({ ...condition, channel_ids })} />;
  if (condition.kind === "team") return <MultiSelect aria-label={label} placeholder={condition.team_ids.length > 0 ? undefined : t("automations.no_team")} data={teams.map(({ id, name }) => ({ value: id, label: name }))} value={condition.team_ids} onChange={(team_ids) => onChange({ ...condition, team_ids })} />;
  if (condition.kind === "assignee") return <MultiSelect aria-label={label} placeholder={condition.operator_ids.length > 0 ? undefined : t("thread.nobody")} data={operators.map(({ id, name }) => ({ value: id, label: name }))} value={condition.operator_ids} onChange={(operator_ids) => onChange({ ...condition, operator_ids })} />;
  const names = new Intl.DisplayNames([locale], { type: "language" });
  if (condition.kind === "language") return <MultiSelect aria-label={label} searchable data={LANGUAGES.map((value) => ({ value, label: names.of(value) ?? value }))} value={condition.languages} onChange={(languages) => onChange({ ...condition, languages })} />;
  if (condition.kind === "attribute") return <AttributeFields condition={condition} onChange={onChange} />;
  return <SortingAsked condition={condition} onChange={onChange} />;
}

function AttributeFields({ condition, onChange }: { condition: Extract<Condition, { kind: "attribute" }>; onChange: Props["onChange"] }) {
  const { t } = useI18n();
  return (
    <>
      <TextInput aria-label={t("automations.attribute.name")} placeholder={t("automations.attribute.name")} maxLength={64} value={condition.name} onChange={(event) => onChange({ ...condition, name: event.currentTarget.value })} />
      <TextInput aria-label={t("automations.attribute.value")} placeholder={t("automations.attribute.value")} maxLength={200} value={condition.value} onChange={(event) => onChange({ ...condition, value: event.currentTarget.value })} />
    </>
  );
}
