/** One journey: drawn on a canvas or as a list of steps, checked while it is drawn, priced, started and watched. */
import { Button, Drawer, Menu, SegmentedControl, TextInput } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useMemo, useState } from "react";
import { useFindings, useJourney, useNodeFigures, usePauseJourney, usePublishJourney, useSaveJourney, useStopJourney, type Journey } from "@/features/journeys/api/journeys";
import { add, KINDS, START, type Graph } from "@/features/journeys/graph";
import { Inspector, Wrong } from "@/features/journeys/ui/Inspector";
import classes from "@/features/journeys/ui/Journeys.module.css";
import { SimulationPanel } from "@/features/journeys/ui/SimulationPanel";
import { Steps } from "@/features/journeys/ui/Steps";
import { useMay } from "@/features/workspaces";
import { useT } from "@/shared/i18n";
import { useDeskParams } from "@/shared/search";
import { Confirm } from "@/shared/ui/Confirm";
import { Row } from "@/shared/ui/layout";
import { Page } from "@/shared/ui/Page";
import { ErrorLine, Failure, SkeletonRows } from "@/shared/ui/states";
import { useToasts } from "@/shared/ui/toasts";
import { usePhone } from "@/shared/ui/usePhone";

/** Its own file: nobody but a marketer waits for it. */
const Canvas = lazy(() => import("@/features/journeys/ui/Canvas"));

export function JourneyPage() {
  const t = useT();
  const { journeyId = "" } = useDeskParams();
  const query = useJourney(journeyId);
  const back = <Link to="/journeys">{t("nav.journeys")}</Link>;
  if (query.isPending) return <Page title={t("nav.journeys")} back={back}><SkeletonRows rows={8} /></Page>;
  if (query.isError) return <Page title={t("nav.journeys")} back={back}><Failure error={query.error} retry={() => void query.refetch()} /></Page>;
  return <Drawing key={query.data.row.id} saved={query.data} />;
}

function Drawing({ saved }: { saved: Journey }) {
  const t = useT();
  const phone = usePhone();
  const draft = useDraft(saved);
  const [chosen, setChosen] = useState(START);
  const [view, setView] = useState<"canvas" | "list">("canvas");
  const [pricing, setPricing] = useState(false);
  const checked = useFindings(draft.graph);
  const findings = checked.data?.findings ?? saved.findings;
  const counted = useNodeFigures(saved.row.id, saved.row.version !== null);
  const figures = useMemo(() => new Map((counted.data?.nodes ?? []).map((one) => [one.node, one])), [counted.data]);
  const shown = { graph: draft.graph, findings, figures, chosen, onChoose: setChosen };
  const plan = phone || view === "list" ? <Steps {...shown} /> : <Suspense fallback={<SkeletonRows rows={8} />}><Canvas {...shown} readOnly={draft.readOnly} onChange={draft.change} /></Suspense>;
  const blocked = findings.some(({ error }) => error);
  return (
    <Page title={saved.row.name} lead={t(`journeys.state.${saved.row.state}`)} back={<Link to="/journeys">{t("nav.journeys")}</Link>} action={<Acts saved={saved} draft={draft} blocked={blocked} onPrice={() => setPricing(true)} />}>
      <ErrorLine error={draft.error} />
      <Row wrap>
        {!phone && <SegmentedControl aria-label={t("journeys.view")} value={view} onChange={(value) => setView(value)} data={[{ value: "canvas", label: t("journeys.view.canvas") }, { value: "list", label: t("journeys.view.list") }]} />}
        {!draft.readOnly && <Palette graph={draft.graph} chosen={chosen} onAdd={(graph, id) => { draft.change(graph); setChosen(id); }} />}
      </Row>
      <div className={classes.halves}>
        {plan}
        <div className={classes.side}>
          <TextInput label={t("journeys.name")} maxLength={100} value={draft.name} readOnly={draft.readOnly} onChange={(event) => draft.rename(event.currentTarget.value)} />
          <Wrong findings={findings.filter(({ node }) => !node)} />
          <Inspector graph={draft.graph} id={chosen} findings={findings} readOnly={draft.readOnly} onChange={draft.change} onChoose={setChosen} />
        </div>
      </div>
      <Drawer opened={pricing} onClose={() => setPricing(false)} position="right" size={420} title={t("journeys.simulation")} closeButtonProps={{ "aria-label": t("action.close") }}>
        {pricing && <SimulationPanel graph={draft.graph} />}
      </Drawer>
    </Page>
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
              const grown = add(graph, kind, t(`journeys.node.${kind}`), chosen);
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

type DraftState = ReturnType<typeof useDraft>;

function Acts({ saved, draft, blocked, onPrice }: { saved: Journey; draft: DraftState; blocked: boolean; onPrice: () => void }) {
  const t = useT();
  const pause = usePauseJourney(saved.row.id);
  const stop = useStopJourney(saved.row.id);
  const [stopping, setStopping] = useState(false);
  const { state } = saved.row;
  return (
    <Row wrap>
      <Button variant="default" onClick={onPrice}>{t("journeys.simulation")}</Button>
      {!draft.readOnly && state !== "draft" && (
        <>
          <Button variant="default" loading={pause.isPending} onClick={() => pause.mutate(state === "running")}>{t(state === "running" ? "journeys.pause" : "journeys.resume")}</Button>
          <Button variant="default" onClick={() => setStopping(true)}>{t("journeys.stop")}</Button>
        </>
      )}
      {!draft.readOnly && (
        <>
          <Button variant="default" disabled={!draft.dirty} loading={draft.pending} onClick={draft.onSave}>{t("action.save")}</Button>
          <Button disabled={blocked} loading={draft.pending} onClick={draft.onPublish}>{t(state === "draft" ? "journeys.publish" : "journeys.publish_again")}</Button>
        </>
      )}
      <Confirm opened={stopping} title={t("journeys.stop.title")} text={t("journeys.stop.text")} action={t("journeys.stop")} pending={stop.isPending} error={stop.error} onConfirm={() => stop.mutate(undefined, { onSuccess: () => setStopping(false) })} onClose={() => setStopping(false)} />
    </Row>
  );
}

/** What is being drawn, over which revision. */
function useDraft(saved: Journey) {
  const t = useT();
  const { tell } = useToasts();
  const mayWrite = useMay("journeys.write");
  const [graph, setGraph] = useState(saved.graph);
  const [name, setName] = useState(saved.row.name);
  const [revision, setRevision] = useState(saved.row.revision);
  const [dirty, setDirty] = useState(false);
  const save = useSaveJourney(saved.row.id);
  const publish = usePublishJourney(saved.row.id);
  const change = (next: Graph) => {
    setGraph(next);
    setDirty(true);
  };
  const rename = (next: string) => {
    setName(next);
    setDirty(true);
  };
  const keep = async () => {
    if (!dirty) return;
    const kept = await save.mutateAsync({ name, graph, revision });
    setRevision(kept.row.revision);
    setDirty(false);
  };
  const onSave = () => void keep().then(() => tell(t("action.saved"))).catch(() => undefined);
  const onPublish = () => void keep().then(() => publish.mutateAsync(undefined)).then(() => tell(t("journeys.published"))).catch(() => undefined);
  return { graph, name, dirty, change, rename, onSave, onPublish, pending: save.isPending || publish.isPending, error: save.error ?? publish.error, readOnly: !mayWrite || saved.row.state === "stopped" };
}
