/** What is done with a whole journey: looked at beforehand, saved, started, held, stopped, thrown away. */
import { Button, Drawer, Menu } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useDeleteJourney, usePauseJourney, useStopJourney, type Journey } from "@/features/journeys/api/journeys";
import { PutIn } from "@/features/journeys/ui/PutIn";
import { SimulationPanel } from "@/features/journeys/ui/SimulationPanel";
import { WalkPanel } from "@/features/journeys/ui/WalkPanel";
import type { DraftState } from "@/features/journeys/useDraft";
import { useT } from "@/shared/i18n";
import { Confirm } from "@/shared/ui/Confirm";
import { Icon } from "@/shared/ui/icons";
import { Row } from "@/shared/ui/layout";

type Opened = "simulation" | "walk" | "put_in" | "stop" | "delete" | null;

interface Props {
  saved: Journey;
  draft: DraftState;
  blocked: boolean;
}

export function Acts({ saved, draft, blocked }: Props) {
  const t = useT();
  const pause = usePauseJourney(saved.row.id);
  const [opened, setOpened] = useState<Opened>(null);
  const { state } = saved.row;
  const goes = !draft.readOnly && (state === "running" || state === "paused");
  return (
    <Row wrap>
      <Button variant="default" onClick={() => setOpened("simulation")}>{t("journeys.simulation")}</Button>
      {goes && <Button variant="default" loading={pause.isPending} onClick={() => pause.mutate(state === "running")}>{t(state === "running" ? "journeys.pause" : "journeys.resume")}</Button>}
      {!draft.readOnly && (
        <>
          <Button variant="default" disabled={!draft.dirty} loading={draft.pending} onClick={draft.onSave}>{t("action.save")}</Button>
          <Button disabled={blocked || (!draft.dirty && !saved.row.changed)} loading={draft.pending} onClick={draft.onPublish}>{t(state === "draft" ? "journeys.publish" : "journeys.publish_again")}</Button>
        </>
      )}
      <More state={state} readOnly={draft.readOnly} onOpen={setOpened} />
      <Panels saved={saved} draft={draft} opened={opened} onClose={() => setOpened(null)} />
    </Row>
  );
}

function More({ state, readOnly, onOpen }: { state: Journey["row"]["state"]; readOnly: boolean; onOpen: (opened: Opened) => void }) {
  const t = useT();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" aria-label={t("journeys.more")}>
          <Icon name="more" size={18} />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onOpen("walk")}>{t("journeys.walk")}</Menu.Item>
        {!readOnly && state === "running" && <Menu.Item onClick={() => onOpen("put_in")}>{t("journeys.put_in")}</Menu.Item>}
        {!readOnly && (state === "running" || state === "paused") && <Menu.Item onClick={() => onOpen("stop")}>{t("journeys.stop")}</Menu.Item>}
        {!readOnly && state === "draft" && <Menu.Item onClick={() => onOpen("delete")}>{t("journeys.delete")}</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  );
}

function Panels({ saved, draft, opened, onClose }: { saved: Journey; draft: DraftState; opened: Opened; onClose: () => void }) {
  const t = useT();
  const navigate = useNavigate();
  const stop = useStopJourney(saved.row.id);
  const drop = useDeleteJourney(saved.row.id);
  const panel = opened === "simulation" || opened === "walk" || opened === "put_in" ? opened : null;
  return (
    <>
      <Drawer opened={panel !== null} onClose={onClose} position="right" size={420} title={panel && t(`journeys.${panel}`)} closeButtonProps={{ "aria-label": t("action.close") }}>
        {panel === "simulation" && <SimulationPanel graph={draft.graph} />}
        {panel === "walk" && <WalkPanel graph={draft.graph} />}
        {panel === "put_in" && <PutIn journeyId={saved.row.id} onDone={onClose} />}
      </Drawer>
      <Confirm opened={opened === "stop"} title={t("journeys.stop.title")} text={t("journeys.stop.text")} action={t("journeys.stop")} pending={stop.isPending} error={stop.error} onConfirm={() => stop.mutate(undefined, { onSuccess: onClose })} onClose={onClose} />
      <Confirm opened={opened === "delete"} title={t("journeys.delete.title")} text={t("journeys.delete.text")} action={t("journeys.delete")} pending={drop.isPending} error={drop.error} onConfirm={() => drop.mutate(undefined, { onSuccess: () => void navigate({ to: "/journeys" }) })} onClose={onClose} />
    </>
  );
}
