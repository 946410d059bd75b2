/** One condition: what is looked at, whether it must hold, and with what. */
import { SegmentedControl, Select } from "@mantine/core";
import { useI18n, useT } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/IconButton";
import { Icon } from "@/shared/ui/icons";
import { fresh, KINDS, kindOf, lacks, type Fault, type Kind, type KindGroup, type Leaf } from "@/features/segments/rule";
import { DealingFields } from "@/features/segments/ui/DealingFields";
import { DeedFields } from "@/features/segments/ui/DeedFields";
import { PersonFields } from "@/features/segments/ui/PersonFields";
import { ReachFields } from "@/features/segments/ui/ReachFields";
import classes from "@/features/segments/ui/RuleEditor.module.css";

interface Props {
  leaf: Leaf;
  turned: boolean;
  segmentId: string;
  fault: Fault | null;
  onChange: (leaf: Leaf, turned: boolean) => void;
  onRemove: () => void;
}

export function LeafLine({ leaf, turned, segmentId, fault, onChange, onRemove }: Props) {
  const t = useT();
  const kind = kindOf(leaf);
  const wrong = fault?.leaf === leaf;
  const kinds = (Object.keys(KINDS) as KindGroup[]).map((group) => ({ group: t(`segments.kinds.${group}`), items: KINDS[group].map((value) => ({ value, label: t(`segments.kind.${value}`) })) }));
  return (
    <div className={classes.line} data-lacks={lacks(leaf)} data-wrong={wrong} role="group" aria-label={t(`segments.kind.${kind}`)}>
      <div className={classes.kind}>
        <Select aria-label={t("segments.condition")} allowDeselect={false} searchable value={kind} data={kinds} onChange={(value) => value && value !== kind && onChange(fresh(value), false)} />
        <SegmentedControl
          size="xs"
          aria-label={t("segments.holds")}
          value={turned ? "no" : "yes"}
          data={[
            { value: "yes", label: t("segments.holds.yes") },
            { value: "no", label: t("segments.holds.no") },
          ]}
          onChange={(value) => onChange(leaf, value === "no")}
        />
      </div>
      <div className={classes.fields}>
        <Fields leaf={leaf} segmentId={segmentId} onChange={(next) => onChange(next, turned)} />
      </div>
      <IconButton icon="close" label={t("segments.remove")} onClick={onRemove} />
      {wrong && <Wrong reason={fault.reason} />}
    </div>
  );
}

function Wrong({ reason }: { reason: string }) {
  const { t, byCode } = useI18n();
  return (
    <p className={classes.wrong} role="alert">
      <Icon name="alert" size={16} />
      {byCode("segments.fault", reason) ?? t("segments.fault.other")}
    </p>
  );
}

function Fields({ leaf, segmentId, onChange }: { leaf: Leaf; segmentId: string; onChange: (leaf: Leaf) => void }) {
  const kind = kindOf(leaf);
  if (has(KINDS.who, kind)) return <PersonFields leaf={leaf} onChange={onChange} />;
  if (has(KINDS.reach, kind)) return <ReachFields leaf={leaf} onChange={onChange} />;
  if (has(KINDS.did, kind)) return <DeedFields leaf={leaf} onChange={onChange} />;
  return <DealingFields leaf={leaf} segmentId={segmentId} onChange={onChange} />;
}

function has(kinds: readonly Kind[], kind: Kind): boolean {
  return kinds.includes(kind);
}
