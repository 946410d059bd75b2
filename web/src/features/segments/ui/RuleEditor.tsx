/** A rule, drawn as groups of conditions; a group may stand in a group. */
import { Button, Menu, SegmentedControl } from "@mantine/core";
import { useId } from "react";
import { useI18n, useT } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/IconButton";
import { Icon } from "@/shared/ui/icons";
import { asGroup, DEPTH_MAX, fresh, isGroup, KINDS, turn, unturned, type Fault, type Group, type Kind, type KindGroup, type Rule } from "@/features/segments/rule";
import { LeafLine } from "@/features/segments/ui/LeafLine";
import classes from "@/features/segments/ui/RuleEditor.module.css";

interface Props {
  rule: Rule;
  /** Which segment it is written for: it cannot be chosen in it. */
  segmentId: string;
  /** Of which condition the server said that it is wrong. */
  fault: Fault | null;
  onChange: (rule: Rule) => void;
}

export function RuleEditor({ rule, segmentId, fault, onChange }: Props) {
  const [inner, turned] = unturned(rule);
  const group = turned ? asGroup(rule) : asGroup(inner);
  return <GroupBox group={group} depth={1} segmentId={segmentId} fault={fault} onChange={onChange} />;
}

interface BoxProps {
  group: Group;
  turned?: boolean;
  depth: number;
  segmentId: string;
  fault: Fault | null;
  onChange: (group: Group) => void;
  onTurn?: () => void;
  onRemove?: () => void;
}

function GroupBox({ group, turned = false, depth, segmentId, fault, onChange, onTurn, onRemove }: BoxProps) {
  const t = useT();
  const titleId = useId();
  const put = (place: number, part: Rule | null) => onChange({ ...group, of: part ? group.of.map((old, index) => (index === place ? part : old)) : group.of.filter((_, index) => index !== place) });
  const add = (part: Rule) => onChange({ ...group, of: [...group.of, part] });
  return (
    <div className={classes.group} role="group" aria-labelledby={titleId} data-depth={depth}>
      <div className={classes.head}>
        <div className={classes.words}>
          <span id={titleId} className={classes.title}>
            {t(turned ? "segments.group.not" : "segments.group")}
          </span>
          <SegmentedControl size="xs" aria-label={t("segments.group.how")} value={group.type} onChange={(type) => onChange({ ...group, type: type === "any" ? "any" : "all" })} data={[{ value: "all", label: t("segments.all") }, { value: "any", label: t("segments.any") }]} />
          {onTurn && (
            <Button size="compact-sm" variant="subtle" onClick={onTurn}>
              {t(turned ? "segments.turn.back" : "segments.turn")}
            </Button>
          )}
        </div>
        {onRemove && <IconButton icon="close" label={t("segments.group.remove")} onClick={onRemove} />}
      </div>
      {group.of.length === 0 && <p className={classes.hint}>{t(group.type === "all" ? "segments.everybody" : "segments.nobody")}</p>}
      {group.of.map((part, place) => (
        <Part key={place} part={part} word={place > 0 ? t(group.type === "all" ? "segments.and" : "segments.or") : ""} depth={depth} segmentId={segmentId} fault={fault} onChange={(next) => put(place, next)} />
      ))}
      <div className={classes.tools}>
        <AddMenu onAdd={(kind) => add(fresh(kind))} />
        {depth < DEPTH_MAX && (
          <Button size="compact-md" variant="subtle" onClick={() => add({ type: "any", of: [] })}>
            {t("segments.add.group")}
          </Button>
        )}
      </div>
    </div>
  );
}

interface PartProps {
  part: Rule;
  word: string;
  depth: number;
  segmentId: string;
  fault: Fault | null;
  onChange: (part: Rule | null) => void;
}

function Part({ part, word, depth, segmentId, fault, onChange }: PartProps) {
  const [inner, turned] = unturned(part);
  const drawn = isGroup(inner) ? (
    <GroupBox group={inner} turned={turned} depth={depth + 1} segmentId={segmentId} fault={fault} onChange={(next) => onChange(turn(next, turned))} onTurn={() => onChange(turn(inner, !turned))} onRemove={() => onChange(null)} />
  ) : (
    <LeafLine leaf={inner} turned={turned} segmentId={segmentId} fault={fault} onChange={(next, other) => onChange(turn(next, other))} onRemove={() => onChange(null)} />
  );
  return (
    <>
      {word && <p className={classes.word}>{word}</p>}
      {drawn}
    </>
  );
}

function AddMenu({ onAdd }: { onAdd: (kind: Kind) => void }) {
  const { t } = useI18n();
  return (
    <Menu position="bottom-start" withinPortal shadow="md">
      <Menu.Target>
        <Button size="compact-md" variant="light" leftSection={<Icon name="plus" size={16} />}>
          {t("segments.add")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={classes.menu}>
        {(Object.keys(KINDS) as KindGroup[]).map((group) => (
          <div key={group}>
            <Menu.Label>{t(`segments.kinds.${group}`)}</Menu.Label>
            {KINDS[group].map((kind) => (
              <Menu.Item key={kind} onClick={() => onAdd(kind)}>
                {t(`segments.kind.${kind}`)}
              </Menu.Item>
            ))}
          </div>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
