/** One journey: drawn on a canvas or as a list of steps, checked while it is drawn, priced, started and watched. */
import { Button, Drawer, Menu, SegmentedControl, TextInput } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useMemo, useState } from "react";
import { useFindings, useJourney, useNodeFigures, type Finding, type Journey } from "@/features/journeys/api/journeys";
import { add, KINDS, START, type Graph } from "@/features/journeys/graph";
import { TONES } from "@/features/journeys/tones";
import { Acts } from "@/features/journeys/ui/Acts";
import { Inspector, Wrong } from "@/features/journeys/ui/Inspector";
import classes from "@/features/journeys/ui/Journeys.module.css";
import { RulesForm } from "@/features/journeys/ui/RulesForm";
import { Steps } from "@/features/journeys/ui/Steps";
import { useDraft, type DraftState } from "@/features/journeys/useDraft";
import { useT } from "@/shared/i18n";
import { useDeskParams } from "@/shared/search";
import { Page } from "@/shared/ui/Page";
import { Status } from "@/shared/ui/Status";
import { ErrorLine, Failure, SkeletonRows } from "@/shared/ui/states";
import { usePhone } from "@/shared/ui/usePhone";

/** Its own file: nobody but a marketer waits for it. */
const Canvas = lazy(() => import("@/features/journeys/ui/Canvas"));

export function JourneyPage() {
  const t = useT();
  const { journeyId = "" } = useDeskParams();
  const query = useJourney(journeyId);
  const back = <Link to="/journeys">{t("nav.journeys")}</Link>;
  if (query.isPending) return <Page title={t("nav.journeys")} back={back}><SkeletonRows rows={8} /></Page>;
  if (query.isLoadingError) return <Page title={t("nav.journeys")} back={back}><Failure error={query.error} retry={() => void query.refetch()} /></Page>;
  return <Drawing key={query.data.row.id} saved={query.data} />;
}

function Drawing({ saved }: { saved: Journey }) {
  const t = useT();
  const phone = usePhone();
  const draft = useDraft(saved);
  const [chosen, setChosen] = useState(START);
  const [opened, setOpened] = useState(false);
  const [view, setView] = useState<"canvas" | "list">("canvas");
  const checked = useFindings(draft.graph);
  const findings = checked.data?.findings ?? saved.findings;
  const counted = useNodeFigures(saved.row.id, saved.row.version !== null);
  const figures = useMemo(() => new Map((counted.data?.nodes ?? []).map((one) => [one.node, one])), [counted.data]);
  const choose = (id: string) => {
    setChosen(id);
    setOpened(true);
  };
  const shown = { graph: draft.graph, findings, figures, chosen, onChoose: choose };
  const plan = phone || view === "list" ? <Steps {...shown} /> : <Suspense fallback={<SkeletonRows rows={8} />}><Canvas {...shown} readOnly={draft.readOnly} onChange={draft.change} /></Suspense>;
  const side = <Side saved={saved} draft={draft} findings={findings} figures={figures.get(chosen)} chosen={chosen} onChoose={setChosen} />;
  return (
    <Page title={saved.row.name} back={<Link to="/journeys">{t("nav.journeys")}</Link>} action={<Acts saved={saved} draft={draft} blocked={findings.some(({ error }) => error)} />}>
      <ErrorLine error={draft.error} />
      <div className={classes.bar}>
        <Status tone={TONES[saved.row.state]}>{t(`journeys.state.${saved.row.state}`)}</Status>
        {saved.row.changed && saved.row.version !== null && <span className={classes.quiet}>{t("journeys.unpublished")}</span>}
        {!phone && <SegmentedControl aria-label={t("journeys.view")} value={view} onChange={(value) => setView(value)} data={[{ value: "canvas", label: t("journeys.view.canvas") }, { value: "list", label: t("journeys.view.list") }]} />}
        {!draft.readOnly && <Palette graph={draft.graph} chosen={chosen} onAdd={(graph, id) => { draft.change(graph); choose(id); }} />}
      </div>
      <ToMend findings={findings} graph={draft.graph} onChoose={choose} />
      <div className={classes.halves}>
        {plan}
        {phone ? <Drawer opened={opened} onClose={() => setOpened(false)} position="bottom" size="85%" title={t("journeys.inspector")} closeButtonProps={{ "aria-label": t("action.close") }}>{opened && side}</Drawer> : side}
      </div>
    </Page>
  );
}

interface SideProps {
  saved: Journey;
  draft: DraftState;
  findings: Finding[];
  figures: Parameters<typeof Inspector>[0]["figures"];
  chosen: string;
  onChoose: (id: string) => void;
}

/** The form of the chosen step, or what holds for the whole journey. */
function Side({ saved, draft, findings, figures, chosen, onChoose }: SideProps) {
  const t = useT();
  const [part, setPart] = useState<"step" | "rules">("step");
  const whole = findings.filter(({ node }) => !node);
  return (
    <div className={classes.side}>
      <SegmentedControl fullWidth aria-label={t("journeys.side")} value={part} onChange={(value) => setPart(value)} data={[{ value: "step", label: t("journeys.side.step") }, { value: "rules", label: t("journeys.side.rules") }]} />
      {part === "step" ? (
        <Inspector journeyId={saved.row.id} recipe={saved.row.recipe} graph={draft.graph} id={chosen} findings={findings} figures={figures} readOnly={draft.readOnly} onChange={draft.change} onChoose={onChoose} />
      ) : (
        <section className={classes.box} aria-label={t("journeys.rules")}>
          <Wrong findings={whole} />
          <TextInput label={t("journeys.name")} maxLength={100} value={draft.name} readOnly={draft.readOnly} onChange={(event) => draft.rename(event.currentTarget.value)} />
          <RulesForm graph={draft.graph} findings={whole} readOnly={draft.readOnly} onChange={draft.change} />
        </section>
      )}
    </div>
  );
}

/** What stands in the way of a start, step by step; each line leads to its step. */
function ToMend({ findings, graph, onChoose }: { findings: Finding[]; graph: Graph; onChoose: (id: string) => void }) {
  const t = useT();
  const wrong = findings.filter(({ error }) => error);
  if (wrong.length === 0) return null;
  const title = (id: string) => {
    const node = graph.nodes.find((one) => one.id === id);
    return node ? node.title || t(`journeys.node.${node.type}`) : t(id === START ? "journeys.start" : "journeys.rules");
  };
  return (
    <section className={classes.mend} aria-label={t("journeys.to_mend")}>
      <strong>{t("journeys.to_mend.count", { count: wrong.length, n: wrong.length })}</strong>
      {[...new Set(wrong.map(({ node }) => node))].map((id) => (
        <button key={id} type="button" className={classes.finding} onClick={() => onChoose(id || START)}>
          {title(id)}
        </button>
      ))}
    </section>
  );
}

function Palette({ graph, chosen, onAdd }: { graph: Graph; chosen: string; onAdd: (graph: Graph, id: string) => void }) {
  const t = useT();
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button variant="default">{t("journeys.add_node")}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {KINDS.map((kind) => (
          <Menu.Item
            key={kind}
            onClick={() => {
              const grown = add(graph, kind, "", chosen);
              onAdd(grown.graph, grown.id);
            }}
          >
            {t(`journeys.node.${kind}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
