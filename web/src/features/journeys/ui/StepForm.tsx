/** What one step does, by its kind. */
import { Button, NumberInput, Select } from "@mantine/core";
import type { Finding } from "@/features/journeys/api/journeys";
import type { Graph, Node } from "@/features/journeys/graph";
import { ConditionLine, ConditionList, NEW_CONDITION } from "@/features/journeys/ui/ConditionFields";
import { DurationField, EventField, WeekdaysField } from "@/features/journeys/ui/fields";
import classes from "@/features/journeys/ui/Journeys.module.css";
import { SendingForm } from "@/features/journeys/ui/SendingForm";
import { ClockField, SegmentField } from "@/features/journeys/ui/TriggerForm";
import { useFormat } from "@/shared/format";
import { useT } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/IconButton";

const SHARES_MAX = 6;
const SHARES_MIN = 2;
const HUNDRED = 100;

interface Props {
  graph: Graph;
  node: Node;
  findings: Finding[];
  onChange: (node: Node) => void;
}

export function StepForm({ graph, node, findings, onChange }: Props) {
  const t = useT();
  switch (node.type) {
    case "send":
    case "cascade":
      return <SendingForm node={node} findings={findings} onChange={onChange} />;
    case "wait_for":
      return <DurationField label={t("journeys.wait")} seconds={node.seconds} onChange={(seconds) => onChange({ ...node, seconds })} />;
    case "wait_until":
      return (
        <>
          <ClockField value={node.at} onChange={(at) => onChange({ ...node, at })} />
          <WeekdaysField days={node.weekdays} onChange={(weekdays) => onChange({ ...node, weekdays })} />
        </>
      );
    case "wait_event":
      return (
        <>
          <EventField label={t("journeys.event")} value={node.event} onChange={(event) => onChange({ ...node, event })} />
          <ConditionList conditions={node.conditions} onChange={(conditions) => onChange({ ...node, conditions })} />
          <DurationField label={t("journeys.at_most")} seconds={node.seconds} onChange={(seconds) => onChange({ ...node, seconds })} />
        </>
      );
    case "branch":
      return <BranchForm graph={graph} node={node} onChange={onChange} />;
    case "split":
      return <SplitForm node={node} onChange={onChange} />;
    default:
      return <p className={classes.quiet}>{t(`journeys.node.${node.type}.about`)}</p>;
  }
}

type Of<Type extends Node["type"]> = Extract<Node, { type: Type }>;

function BranchForm({ graph, node, onChange }: Pick<Props, "graph" | "onChange"> & { node: Of<"branch"> }) {
  const t = useT();
  const { test } = node;
  const fresh = {
    message: { type: "message", node_id: "", deed: "read" },
    segment: { type: "segment", segment_id: null },
    attribute: { type: "attribute", condition: NEW_CONDITION },
    property: { type: "property", condition: NEW_CONDITION },
  } as const;
  const senders = graph.nodes.filter(({ type }) => type === "send" || type === "cascade");
  return (
    <>
      <Select label={t("journeys.test")} allowDeselect={false} value={test.type} data={(Object.keys(fresh) as (keyof typeof fresh)[]).map((value) => ({ value, label: t(`journeys.test.${value}`) }))} onChange={(value) => value && onChange({ ...node, test: fresh[value] })} />
      {test.type === "message" && (
        <>
          <Select label={t("journeys.which_message")} placeholder={t("journeys.which_message.choose")} nothingFoundMessage={t("journeys.finding.nothing_sent")} value={test.node_id || null} data={senders.map((one) => ({ value: one.id, label: one.title || t(`journeys.node.${one.type}`) }))} onChange={(value) => onChange({ ...node, test: { ...test, node_id: value ?? "" } })} />
          <Select label={t("journeys.deed")} allowDeselect={false} value={test.deed} data={(["sent", "read", "clicked", "bounced", "skipped"] as const).map((value) => ({ value, label: t(`journeys.deed.${value}`) }))} onChange={(deed) => deed && onChange({ ...node, test: { ...test, deed } })} />
        </>
      )}
      {test.type === "segment" && <SegmentField value={test.segment_id} onChange={(segment_id) => onChange({ ...node, test: { ...test, segment_id } })} />}
      {(test.type === "attribute" || test.type === "property") && <ConditionLine of={test.type === "attribute" ? "card" : "event"} condition={test.condition} onChange={(condition) => onChange({ ...node, test: { ...test, condition } })} />}
    </>
  );
}

function SplitForm({ node, onChange }: { node: Of<"split">; onChange: (node: Node) => void }) {
  const t = useT();
  const format = useFormat();
  const total = node.shares.reduce((sum, { weight }) => sum + weight, 0);
  const put = (shares: typeof node.shares) => onChange({ ...node, shares });
  return (
    <>
      {node.shares.map((share, at) => (
        <div key={at} className={classes.partHead}>
          <NumberInput className={classes.grow} label={t("journeys.out.share", { n: at + 1 })} description={format.percent(Math.round((share.weight / total) * HUNDRED))} min={1} max={HUNDRED} clampBehavior="strict" allowDecimal={false} value={share.weight} onChange={(value) => put(node.shares.map((one, place) => (place === at ? { ...one, weight: Number(value) || 1 } : one)))} />
          {node.shares.length > SHARES_MIN && <IconButton icon="trash" label={t("journeys.share.remove", { n: at + 1 })} onClick={() => put(node.shares.filter((_, place) => place !== at))} />}
        </div>
      ))}
      {node.shares.length < SHARES_MAX && (
        <Button variant="default" size="compact-sm" onClick={() => put([...node.shares, { weight: 1, next: "" }])}>
          {t("journeys.share.add")}
        </Button>
      )}
    </>
  );
}
