/** What is sent, by which channels in which order: a message, or a cascade that stops at the first reading. */
import { Button, Checkbox, Select } from "@mantine/core";
import { usePurposes } from "@/features/consents";
import { useChannels, useProviders } from "@/features/delivery";
import { useTemplateNames, type Finding } from "@/features/journeys/api/journeys";
import { DAY_SECONDS, NO_WAY, templateKind, type Node, type Way } from "@/features/journeys/graph";
import { DurationField } from "@/features/journeys/ui/fields";
import classes from "@/features/journeys/ui/Journeys.module.css";
import { useI18n, useT } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/IconButton";

const WAYS_MAX = 5;
const FIRST_EXPIRY_SECONDS = 1_800;
/** Findings that belong to one field of one way; their `param` is its number. */
const OF_A_TEMPLATE = ["template_missing", "template_of_another_kind", "template_unknown", "template_unpublished"];
const OF_A_CHANNEL = ["channel_missing", "channel_receives_only", "channel_unknown"];

interface Props<One extends Node = Extract<Node, { type: "send" | "cascade" }>> {
  node: One;
  findings: Finding[];
  onChange: (node: Node) => void;
}

export function SendingForm({ node, findings, onChange }: Props) {
  return (
    <>
      <Purpose value={node.purpose} wrong={findings.find(({ code }) => code.startsWith("purpose_"))} onChange={(purpose) => onChange({ ...node, purpose })} />
      {node.type === "send" && <Expiry node={node} onChange={onChange} />}
      {node.type === "send" ? <Ways node={node} findings={findings} onChange={onChange} /> : <Stages node={node} findings={findings} onChange={onChange} />}
    </>
  );
}

/** A message that is worth nothing after a while: what would go later is not sent. */
function Expiry({ node, onChange }: Pick<Props<Extract<Node, { type: "send" }>>, "node" | "onChange">) {
  const t = useT();
  const seconds = node.expires_seconds;
  return (
    <>
      <Checkbox label={t("journeys.expires")} description={t("journeys.expires.about")} checked={seconds !== null} onChange={(event) => onChange({ ...node, expires_seconds: event.currentTarget.checked ? FIRST_EXPIRY_SECONDS : null })} />
      {seconds !== null && <DurationField label={t("journeys.expires.after")} seconds={seconds} onChange={(expires_seconds) => onChange({ ...node, expires_seconds })} />}
    </>
  );
}

function Ways({ node, findings, onChange }: Props<Extract<Node, { type: "send" }>>) {
  const t = useT();
  const put = (ways: Way[]) => onChange({ ...node, ways });
  return (
    <>
      {node.ways.length > 1 && <p className={classes.quiet}>{t("journeys.ways.about")}</p>}
      {node.ways.map((way, at) => (
        <WayPart key={at} at={at} many={node.ways} onPut={put}>
          <WayFields number={at + 1} way={way} findings={findings} onChange={(next) => put(replaced(node.ways, at, next))} />
        </WayPart>
      ))}
      <AddWay full={node.ways.length >= WAYS_MAX} onAdd={() => put([...node.ways, NO_WAY])} />
    </>
  );
}

function Stages({ node, findings, onChange }: Props<Extract<Node, { type: "cascade" }>>) {
  const t = useT();
  const put = (steps: typeof node.steps) => onChange({ ...node, steps });
  return (
    <>
      <Select label={t("journeys.until")} allowDeselect={false} value={node.until} data={(["read", "clicked"] as const).map((value) => ({ value, label: t(`journeys.until.${value}`) }))} onChange={(until) => until && onChange({ ...node, until })} />
      {node.steps.map((step, at) => (
        <WayPart key={at} at={at} many={node.steps} onPut={put}>
          <WayFields number={at + 1} way={step.way} findings={findings} onChange={(way) => put(replaced(node.steps, at, { ...step, way }))} />
          {at + 1 < node.steps.length && <DurationField label={t("journeys.patience")} seconds={step.patience_seconds} onChange={(patience_seconds) => put(replaced(node.steps, at, { ...step, patience_seconds }))} />}
        </WayPart>
      ))}
      <AddWay full={node.steps.length >= WAYS_MAX} onAdd={() => put([...node.steps, { way: NO_WAY, patience_seconds: DAY_SECONDS }])} />
    </>
  );
}

interface PartProps<One> {
  at: number;
  many: One[];
  onPut: (many: One[]) => void;
  children: React.ReactNode;
}

/** One way of several: moved up and down, taken out. */
function WayPart<One>({ at, many, onPut, children }: PartProps<One>) {
  const t = useT();
  const n = at + 1;
  const swap = (other: number) => {
    const [one, two] = [many[at], many[other]];
    if (one !== undefined && two !== undefined) onPut(replaced(replaced(many, at, two), other, one));
  };
  return (
    <div className={classes.part} role="group" aria-label={t("journeys.way", { n })}>
      <div className={classes.partHead}>
        <span className={classes.kind}>{t("journeys.way", { n })}</span>
        {at > 0 && <IconButton icon="up" label={t("journeys.way.up", { n })} onClick={() => swap(at - 1)} />}
        {n < many.length && <IconButton icon="down" label={t("journeys.way.down", { n })} onClick={() => swap(at + 1)} />}
        {many.length > 1 && <IconButton icon="trash" label={t("journeys.way.remove", { n })} onClick={() => onPut(many.filter((_, place) => place !== at))} />}
      </div>
      {children}
    </div>
  );
}

function AddWay({ full, onAdd }: { full: boolean; onAdd: () => void }) {
  const t = useT();
  if (full) return null;
  return (
    <Button variant="default" size="compact-sm" onClick={onAdd}>
      {t("journeys.add_way")}
    </Button>
  );
}

interface WayProps {
  number: number;
  way: Way;
  findings: Finding[];
  onChange: (way: Way) => void;
}

function WayFields({ number, way, findings, onChange }: WayProps) {
  const { t, byCode } = useI18n();
  const { data: channels = [] } = useChannels();
  const { data: providers = [] } = useProviders();
  const { data: templates = [] } = useTemplateNames();
  const channel = channels.find(({ id }) => id === way.channel_id);
  const kind = channel && templateKind(channel.kind, providers.find((one) => one.kind === channel.kind)?.capabilities);
  const fitting = templates.filter((one) => !kind || one.kind === kind || one.id === way.template_id);
  const wrong = (codes: string[]) => {
    const found = findings.find(({ code, param }) => codes.includes(code) && param === String(number));
    return found && (byCode("journeys.finding", found.code, { param: found.param }) ?? found.code);
  };
  return (
    <>
      <Select label={t("journeys.channel", { n: number })} placeholder={t("journeys.channel.choose")} nothingFoundMessage={t("journeys.channel.none")} error={wrong(OF_A_CHANNEL)} value={way.channel_id} data={channels.map(({ id, name }) => ({ value: id, label: name }))} onChange={(channel_id) => onChange({ ...way, channel_id })} />
      <Select label={t("journeys.template", { n: number })} placeholder={t("journeys.template.choose")} nothingFoundMessage={t("journeys.template.none")} searchable error={wrong(OF_A_TEMPLATE)} value={way.template_id} data={fitting.map(({ id, name }) => ({ value: id, label: name }))} onChange={(template_id) => onChange({ ...way, template_id })} />
    </>
  );
}

function Purpose({ value, wrong, onChange }: { value: string; wrong: Finding | undefined; onChange: (code: string) => void }) {
  const { t, byCode, locale } = useI18n();
  const purposes = usePurposes().data ?? [];
  const error = wrong && (byCode("journeys.finding", wrong.code, { param: wrong.param }) ?? wrong.code);
  return <Select label={t("journeys.purpose")} placeholder={t("journeys.purpose.choose")} error={error} value={purposes.some(({ code }) => code === value) ? value : null} data={purposes.map((one) => ({ value: one.code, label: locale === "ru" ? one.name_ru : one.name_en }))} onChange={(code) => onChange(code ?? "")} />;
}

function replaced<One>(many: One[], at: number, one: One): One[] {
  return many.map((old, place) => (place === at ? one : old));
}
