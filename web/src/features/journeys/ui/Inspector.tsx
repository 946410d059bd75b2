/** What one node does: its form. Where it leads stands there too, so that the whole road is drawn without a mouse. */
import { Button, Checkbox, NumberInput, Select, TextInput } from "@mantine/core";
import { usePurposes } from "@/features/consents";
import { useChannels } from "@/features/delivery";
import { useSegmentNames, useTemplateNames, type Finding } from "@/features/journeys/api/journeys";
import { DAY_SECONDS, lead, outs, put, remove, START, type Condition, type Graph, type Node, type Trigger, type Way } from "@/features/journeys/graph";
import classes from "@/features/journeys/ui/Journeys.module.css";
import { useOutName } from "@/features/journeys/ui/Steps";
import { useI18n, useT } from "@/shared/i18n";

interface Props {
  graph: Graph;
  id: string;
  findings: Finding[];
  readOnly: boolean;
  onChange: (graph: Graph) => void;
  onChoose: (id: string) => void;
}

const HOUR_SECONDS = 3_600;
const WAYS_MAX = 5;

export function Inspector(props: Props) {
  const { graph, id, findings, readOnly, onChange, onChoose } = props;
  const t = useT();
  const node = graph.nodes.find((one) => one.id === id);
  return (
    <section className={classes.box} aria-label={t("journeys.inspector")}>
      <Wrong findings={findings.filter((one) => one.node === id)} />
      <fieldset disabled={readOnly} className={classes.side} style={{ border: 0, padding: 0, margin: 0 }}>
        {node ? (
          <>
            <TextInput label={t("journeys.node_title")} maxLength={100} value={node.title} onChange={(event) => onChange(put(graph, { ...node, title: event.currentTarget.value }))} />
            <NodeForm graph={graph} node={node} onChange={(next) => onChange(put(graph, next))} />
          </>
        ) : (
          <TriggerForm trigger={graph.trigger} onChange={(trigger) => onChange({ ...graph, trigger })} />
        )}
        <Leads graph={graph} from={node ? id : START} node={node ?? graph.trigger} onChange={onChange} />
        {node && (
          <Button
            variant="default"
            onClick={() => {
              onChange(remove(graph, id));
              onChoose(START);
            }}
          >
            {t("journeys.remove")}
          </Button>
        )}
      </fieldset>
    </section>
  );
}

export function Wrong({ findings }: { findings: Finding[] }) {
  const { byCode } = useI18n();
  if (findings.length === 0) return null;
  return (
    <ul className={classes.findings}>
      {findings.map((one) => (
        <li key={`${one.code}${one.param}`} className={one.error ? classes.wrong : classes.advice}>
          {byCode("journeys.finding", one.code, { param: one.param }) ?? one.code}
        </li>
      ))}
    </ul>
  );
}

function TriggerForm({ trigger, onChange }: { trigger: Trigger; onChange: (trigger: Trigger) => void }) {
  const t = useT();
  const segments = useSegmentNames().data ?? [];
  const { next } = trigger;
  const fresh: Record<Trigger["type"], Trigger> = {
    event: { type: "event", event: "", conditions: [], next },
    segment: { type: "segment", segment_id: null, existing: false, next },
    date: { type: "date", attribute: "", offset_days: 0, at: "10:00", yearly: true, next },
    api: { type: "api", next },
  };
  return (
    <>
      <Select label={t("journeys.trigger")} allowDeselect={false} value={trigger.type} data={(Object.keys(fresh) as Trigger["type"][]).map((value) => ({ value, label: t(`journeys.trigger.${value}`) }))} onChange={(value) => value && onChange(fresh[value])} />
      {trigger.type === "event" && (
        <>
          <TextInput label={t("journeys.event")} value={trigger.event} maxLength={100} onChange={(event) => onChange({ ...trigger, event: event.currentTarget.value })} />
          <ConditionForm conditions={trigger.conditions} onChange={(conditions) => onChange({ ...trigger, conditions })} />
        </>
      )}
      {trigger.type === "segment" && (
        <>
          <Select label={t("journeys.segment")} searchable value={trigger.segment_id} data={segments.map(({ id, name }) => ({ value: id, label: name }))} onChange={(segment_id) => onChange({ ...trigger, segment_id })} />
          <Checkbox label={t("journeys.existing")} checked={trigger.existing} onChange={(event) => onChange({ ...trigger, existing: event.currentTarget.checked })} />
        </>
      )}
      {trigger.type === "date" && (
        <>
          <TextInput label={t("journeys.attribute")} value={trigger.attribute} maxLength={100} onChange={(event) => onChange({ ...trigger, attribute: event.currentTarget.value })} />
          <NumberInput label={t("journeys.offset_days")} min={-365} max={365} value={trigger.offset_days} onChange={(value) => onChange({ ...trigger, offset_days: Number(value) || 0 })} />
          <TextInput type="time" label={t("journeys.at")} value={trigger.at} onChange={(event) => event.currentTarget.value && onChange({ ...trigger, at: event.currentTarget.value })} />
        </>
      )}
    </>
  );
}

function NodeForm({ graph, node, onChange }: { graph: Graph; node: Node; onChange: (node: Node) => void }) {
  const t = useT();
  if (node.type === "send")
    return (
      <>
        <Purpose value={node.purpose} onChange={(purpose) => onChange({ ...node, purpose })} />
        {node.ways.map((way, at) => (
          <WayForm key={at} number={at + 1} way={way} onChange={(next) => onChange({ ...node, ways: node.ways.map((one, place) => (place === at ? next : one)) })} />
        ))}
        {node.ways.length < WAYS_MAX && (
          <Button variant="default" onClick={() => onChange({ ...node, ways: [...node.ways, { channel_id: null, template_id: null }] })}>
            {t("journeys.add_way")}
          </Button>
        )}
      </>
    );
  if (node.type === "cascade")
    return (
      <>
        <Purpose value={node.purpose} onChange={(purpose) => onChange({ ...node, purpose })} />
        <Select label={t("journeys.until")} allowDeselect={false} value={node.until} data={(["read", "clicked"] as const).map((value) => ({ value, label: t(`journeys.deed.${value}`) }))} onChange={(until) => until && onChange({ ...node, until })} />
        {node.steps.map((step, at) => {
          const change = (next: typeof step) => onChange({ ...node, steps: node.steps.map((one, place) => (place === at ? next : one)) });
          return (
            <div key={at} className={classes.side}>
              <WayForm number={at + 1} way={step.way} onChange={(way) => change({ ...step, way })} />
              {at + 1 < node.steps.length && <Hours label={t("journeys.patience")} seconds={step.patience_seconds} onChange={(patience_seconds) => change({ ...step, patience_seconds })} />}
            </div>
          );
        })}
        {node.steps.length < WAYS_MAX && (
          <Button variant="default" onClick={() => onChange({ ...node, steps: [...node.steps, { way: { channel_id: null, template_id: null }, patience_seconds: DAY_SECONDS }] })}>
            {t("journeys.add_way")}
          </Button>
        )}
      </>
    );
  if (node.type === "wait_for") return <Hours label={t("journeys.hours")} seconds={node.seconds} onChange={(seconds) => onChange({ ...node, seconds })} />;
  if (node.type === "wait_until") return <TextInput type="time" label={t("journeys.at")} value={node.at} onChange={(event) => event.currentTarget.value && onChange({ ...node, at: event.currentTarget.value })} />;
  if (node.type === "wait_event")
    return (
      <>
        <TextInput label={t("journeys.event")} value={node.event} maxLength={100} onChange={(event) => onChange({ ...node, event: event.currentTarget.value })} />
        <Hours label={t("journeys.at_most")} seconds={node.seconds} onChange={(seconds) => onChange({ ...node, seconds })} />
      </>
    );
  if (node.type === "branch") return <BranchForm graph={graph} node={node} onChange={onChange} />;
  if (node.type === "split")
    return (
      <>
        {node.shares.map((share, at) => (
          <NumberInput key={at} label={t("journeys.out.share", { n: at + 1 })} min={1} max={100} value={share.weight} onChange={(value) => onChange({ ...node, shares: node.shares.map((one, place) => (place === at ? { ...one, weight: Number(value) || 1 } : one)) })} />
        ))}
      </>
    );
  return null;
}

function BranchForm({ graph, node, onChange }: { graph: Graph; node: Extract<Node, { type: "branch" }>; onChange: (node: Node) => void }) {
  const t = useT();
  const segments = useSegmentNames().data ?? [];
  const { test } = node;
  const condition: Condition = { name: "city", comparison: "is", value: "" };
  const fresh = {
    message: { type: "message", node_id: "", deed: "read" },
    segment: { type: "segment", segment_id: null },
    attribute: { type: "attribute", condition },
    property: { type: "property", condition },
  } as const;
  const senders = graph.nodes.filter(({ type }) => type === "send" || type === "cascade");
  return (
    <>
      <Select label={t("journeys.test")} allowDeselect={false} value={test.type} data={(Object.keys(fresh) as (keyof typeof fresh)[]).map((value) => ({ value, label: t(`journeys.test.${value}`) }))} onChange={(value) => value && onChange({ ...node, test: fresh[value] })} />
      {test.type === "message" && (
        <>
          <Select label={t("journeys.which_message")} value={test.node_id || null} data={senders.map((one) => ({ value: one.id, label: one.title || one.id }))} onChange={(value) => onChange({ ...node, test: { ...test, node_id: value ?? "" } })} />
          <Select label={t("journeys.deed")} allowDeselect={false} value={test.deed} data={(["sent", "read", "clicked", "bounced", "skipped"] as const).map((value) => ({ value, label: t(`journeys.deed.${value}`) }))} onChange={(deed) => deed && onChange({ ...node, test: { ...test, deed } })} />
        </>
      )}
      {test.type === "segment" && <Select label={t("journeys.segment")} searchable value={test.segment_id} data={segments.map(({ id, name }) => ({ value: id, label: name }))} onChange={(segment_id) => onChange({ ...node, test: { ...test, segment_id } })} />}
      {(test.type === "attribute" || test.type === "property") && <OneCondition condition={test.condition} onChange={(next) => onChange({ ...node, test: { ...test, condition: next } })} />}
    </>
  );
}

function ConditionForm({ conditions, onChange }: { conditions: Condition[]; onChange: (conditions: Condition[]) => void }) {
  const t = useT();
  return (
    <>
      {conditions.map((one, at) => (
        <div key={at} className={classes.side}>
          <OneCondition condition={one} onChange={(next) => onChange(conditions.map((old, place) => (place === at ? next : old)))} />
          <Button variant="subtle" size="compact-sm" onClick={() => onChange(conditions.filter((_, place) => place !== at))}>
            {t("journeys.remove_condition")}
          </Button>
        </div>
      ))}
      <Button variant="default" onClick={() => onChange([...conditions, { name: "sum", comparison: "more", value: 0 }])}>
        {t("journeys.add_condition")}
      </Button>
    </>
  );
}

const COMPARISONS = ["is", "is_not", "contains", "more", "less", "known", "unknown"] as const;

function OneCondition({ condition, onChange }: { condition: Condition; onChange: (condition: Condition) => void }) {
  const t = useT();
  const bare = condition.comparison === "known" || condition.comparison === "unknown";
  return (
    <>
      <TextInput label={t("journeys.property")} required value={condition.name} maxLength={100} onChange={(event) => event.currentTarget.value && onChange({ ...condition, name: event.currentTarget.value })} />
      <Select label={t("journeys.comparison")} allowDeselect={false} value={condition.comparison} data={COMPARISONS.map((value) => ({ value, label: t(`journeys.comparison.${value}`) }))} onChange={(comparison) => comparison && onChange({ ...condition, comparison })} />
      {!bare && <TextInput label={t("journeys.value")} value={String(condition.value)} onChange={(event) => onChange({ ...condition, value: event.currentTarget.value })} />}
    </>
  );
}

function Purpose({ value, onChange }: { value: string; onChange: (code: string) => void }) {
  const { t, locale } = useI18n();
  const purposes = usePurposes().data ?? [];
  return <Select label={t("journeys.purpose")} value={value || null} data={purposes.map((one) => ({ value: one.code, label: locale === "ru" ? one.name_ru : one.name_en }))} onChange={(code) => onChange(code ?? "")} />;
}

function WayForm({ number, way, onChange }: { number: number; way: Way; onChange: (way: Way) => void }) {
  const t = useT();
  const channels = useChannels().data ?? [];
  const templates = useTemplateNames().data ?? [];
  return (
    <>
      <Select label={t("journeys.channel", { n: number })} value={way.channel_id} data={channels.map(({ id, name }) => ({ value: id, label: name }))} onChange={(channel_id) => onChange({ ...way, channel_id })} />
      <Select label={t("journeys.template", { n: number })} searchable value={way.template_id} data={templates.map(({ id, name }) => ({ value: id, label: name }))} onChange={(template_id) => onChange({ ...way, template_id })} />
    </>
  );
}

function Hours({ label, seconds, onChange }: { label: string; seconds: number; onChange: (seconds: number) => void }) {
  return <NumberInput label={label} min={0.1} max={8760} decimalScale={1} value={seconds / HOUR_SECONDS} onChange={(value) => onChange(Math.max(60, Math.round((Number(value) || 1) * HOUR_SECONDS)))} />;
}

function Leads({ graph, from, node, onChange }: { graph: Graph; from: string; node: Node | Trigger; onChange: (graph: Graph) => void }) {
  const t = useT();
  const out = useOutName();
  const targets = graph.nodes.filter(({ id }) => id !== from).map((one) => ({ value: one.id, label: one.title || t(`journeys.node.${one.type}`) }));
  return (
    <>
      {outs(node).map(([way, target]) => (
        <Select key={way} label={t("journeys.leads", { out: out(way) })} clearable value={target || null} data={targets} onChange={(value) => onChange(lead(graph, from, way, value ?? ""))} />
      ))}
    </>
  );
}
