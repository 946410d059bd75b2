/** The chosen step: what is wrong with it, what came of it and who stands there, what it does, where it leads. */
import { Button, Select, TextInput } from "@mantine/core";
import type { Finding, NodeFigures } from "@/features/journeys/api/journeys";
import { lead, outs, put, remove, START, type Graph, type Node, type Trigger } from "@/features/journeys/graph";
import { Came } from "@/features/journeys/ui/Came";
import classes from "@/features/journeys/ui/Journeys.module.css";
import { StepForm } from "@/features/journeys/ui/StepForm";
import { TriggerForm } from "@/features/journeys/ui/TriggerForm";
import { useFindingWords, useOutName } from "@/features/journeys/words";
import { useT } from "@/shared/i18n";

interface Props {
  journeyId: string;
  /** What it began with; empty: an empty canvas. */
  recipe: string;
  graph: Graph;
  id: string;
  findings: Finding[];
  figures: NodeFigures | undefined;
  readOnly: boolean;
  onChange: (graph: Graph) => void;
  onChoose: (id: string) => void;
}

/** Said at the field itself. */
const AT_A_FIELD = /^(channel|template|purpose)_|^(dead_end|target_unknown|condition_unnamed)$/;

export function Inspector(props: Props) {
  const { journeyId, recipe, graph, id, figures, readOnly, onChange } = props;
  const t = useT();
  const node = graph.nodes.find((one) => one.id === id);
  const findings = props.findings.filter((one) => one.node === id);
  return (
    <section className={classes.box} aria-label={t("journeys.inspector")}>
      <h2 className={classes.heading}>{node ? t(`journeys.node.${node.type}`) : t("journeys.start")}</h2>
      <Wrong findings={findings.filter(({ code }) => !AT_A_FIELD.test(code))} />
      {figures && <Came journeyId={journeyId} figures={figures} />}
      <fieldset key={id} disabled={readOnly} className={classes.fieldset}>
        {node ? (
          <>
            <TextInput label={t("journeys.node_title")} placeholder={t(`journeys.node.${node.type}`)} maxLength={100} value={node.title} onChange={(event) => onChange(put(graph, { ...node, title: event.currentTarget.value }))} />
            <StepForm graph={graph} node={node} findings={findings} onChange={(next) => onChange(put(graph, next))} />
          </>
        ) : (
          <TriggerForm recipe={recipe} trigger={graph.trigger} onChange={(trigger) => onChange({ ...graph, trigger })} />
        )}
        <Leads graph={graph} from={node ? id : START} node={node ?? graph.trigger} findings={findings} onChange={onChange} />
      </fieldset>
      {node && !readOnly && <Remove {...props} />}
    </section>
  );
}

function Remove({ graph, id, onChange, onChoose }: Props) {
  const t = useT();
  const drop = () => {
    onChange(remove(graph, id));
    onChoose(START);
  };
  return (
    <Button variant="subtle" color="red" size="compact-sm" className={classes.alone} onClick={drop}>
      {t("journeys.remove")}
    </Button>
  );
}

export function Wrong({ findings }: { findings: Finding[] }) {
  const words = useFindingWords();
  if (findings.length === 0) return null;
  return (
    <ul className={classes.findings}>
      {findings.map((one) => (
        <li key={`${one.code}${one.param}`} className={one.error ? classes.wrong : classes.advice}>
          {words(one)}
        </li>
      ))}
    </ul>
  );
}

interface LeadsProps extends Pick<Props, "graph" | "findings" | "onChange"> {
  from: string;
  node: Node | Trigger;
}

function Leads({ graph, from, node, findings, onChange }: LeadsProps) {
  const t = useT();
  const out = useOutName();
  const targets = graph.nodes.filter(({ id }) => id !== from).map((one) => ({ value: one.id, label: one.title || t(`journeys.node.${one.type}`) }));
  const wrong = (way: string) => findings.some(({ code, param }) => (code === "dead_end" || code === "target_unknown") && param === way);
  return (
    <>
      {outs(node).map(([way, target]) => (
        <Select key={way} label={t("journeys.leads", { out: out(way) })} placeholder={t("journeys.nowhere")} clearable error={wrong(way) ? t("journeys.leads.missing") : undefined} value={target || null} data={targets} onChange={(value) => onChange(lead(graph, from, way, value ?? ""))} />
      ))}
    </>
  );
}
