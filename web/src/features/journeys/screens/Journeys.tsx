/** Journeys of the company; a new one begins empty or by a recipe. */
import { Button, Drawer, Select, TextInput } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useCreateJourney, useJourneys, useRecipes, type JourneyRow } from "@/features/journeys/api/journeys";
import { eventsOf, inOrder, type Graph } from "@/features/journeys/graph";
import { TONES } from "@/features/journeys/tones";
import classes from "@/features/journeys/ui/Journeys.module.css";
import { useFactNames, useFactWords } from "@/features/activity";
import { useMay } from "@/features/workspaces";
import { useFormat } from "@/shared/format";
import { useI18n, useT } from "@/shared/i18n";
import { Icon } from "@/shared/ui/icons";
import { Stack } from "@/shared/ui/layout";
import { More } from "@/shared/ui/More";
import { Page } from "@/shared/ui/Page";
import { Empty, ErrorLine, Failure, SkeletonRows } from "@/shared/ui/states";
import { Status } from "@/shared/ui/Status";
import { Table } from "@/shared/ui/Table";

type State = JourneyRow["state"];
const STATES: State[] = ["running", "paused", "draft", "stopped"];
const HUNDRED = 100;

export function Journeys() {
  const t = useT();
  const mayWrite = useMay("journeys.write");
  const [adding, setAdding] = useState(false);
  const [only, setOnly] = useState<State | null>(null);
  const action = mayWrite && <Button onClick={() => setAdding(true)}>{t("journeys.add")}</Button>;
  const tools = <Select label={t("journeys.state")} placeholder={t("journeys.state.any")} clearable value={only} data={STATES.map((value) => ({ value, label: t(`journeys.state.${value}`) }))} onChange={(value) => setOnly(value)} />;
  return (
    <Page title={t("nav.journeys")} lead={t("journeys.lead")} action={action} tools={tools}>
      <List only={only} action={action} />
      <Drawer opened={adding} onClose={() => setAdding(false)} position="right" size={480} title={t("journeys.add")} closeButtonProps={{ "aria-label": t("action.close") }}>
        {adding && <Recipes />}
      </Drawer>
    </Page>
  );
}

function List({ only, action }: { only: State | null; action: React.ReactNode }) {
  const t = useT();
  const query = useJourneys(only);
  if (query.isPending) return <SkeletonRows rows={6} />;
  if (query.isLoadingError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const rows = query.data.pages.flatMap(({ items }) => items);
  if (rows.length === 0) return <Empty icon="merge" title={t(only ? "journeys.none" : "journeys.empty")} text={t("journeys.empty.text")} action={action} />;
  return (
    <>
      <Rows rows={rows} />
      <More query={query} />
    </>
  );
}

function Rows({ rows }: { rows: JourneyRow[] }) {
  const t = useT();
  const format = useFormat();
  const people = ({ version }: JourneyRow, count: number) => (version === null ? "" : format.number(count));
  const reached = (row: JourneyRow) => (row.goal ? `${format.number(row.goal)} · ${format.percent(Math.round((row.goal / row.entered) * HUNDRED))}` : people(row, row.goal));
  return (
    <Table
      caption={t("nav.journeys")}
      rows={rows}
      keyOf={({ id }) => id}
      columns={[
        { key: "name", title: t("journeys.name"), main: true, cell: ({ id, name }) => <Link to="/journeys/$journeyId" params={{ journeyId: id }}>{name}</Link> },
        { key: "state", title: t("journeys.state"), cell: ({ state, changed, version }) => <><Status tone={TONES[state]}>{t(`journeys.state.${state}`)}</Status>{changed && version !== null && <span className={classes.quiet}>{t("journeys.unpublished")}</span>}</> },
        { key: "trigger", title: t("journeys.trigger"), cell: ({ trigger }) => t(`journeys.trigger.${trigger}`) },
        { key: "entered", title: t("journeys.entered"), align: "end", cell: (row) => people(row, row.entered) },
        { key: "active", title: t("journeys.active"), align: "end", cell: (row) => people(row, row.active) },
        { key: "goal", title: t("journeys.goal"), align: "end", cell: reached },
        { key: "at", title: t("journeys.changed_at"), align: "end", cell: ({ updated_at }) => format.ago(updated_at) },
      ]}
    />
  );
}

/** Ready ones first: an empty canvas is the hardest beginning. */
function Recipes() {
  const t = useT();
  const { byCode } = useI18n();
  const recipes = useRecipes();
  const mayWrite = useMay("templates.write");
  const create = useCreateJourney();
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const begin = (recipe: string, called: string) =>
    void create
      .mutateAsync({ name: name.trim() || called, recipe })
      .then(({ row }) => navigate({ to: "/journeys/$journeyId", params: { journeyId: row.id } }))
      .catch(() => undefined);
  return (
    <Stack>
      <TextInput label={t("journeys.name")} placeholder={t("journeys.name.example")} maxLength={100} value={name} onChange={(event) => setName(event.currentTarget.value)} data-autofocus />
      <ErrorLine error={create.error} />
      <h3 className={classes.heading}>{t("journeys.recipes")}</h3>
      {recipes.isPending && <SkeletonRows rows={6} />}
      {recipes.isLoadingError && <Failure error={recipes.error} retry={() => void recipes.refetch()} />}
      <ul className={classes.recipes}>
        {recipes.data?.map(({ code, graph, letters }) => (
          <li key={code}>
            <button type="button" className={classes.recipe} disabled={create.isPending} onClick={() => begin(code, byCode("journeys.recipe", code) ?? code)}>
              <strong>{byCode("journeys.recipe", code) ?? code}</strong>
              <span>{byCode("journeys.recipe.text", code)}</span>
              <Road graph={graph} />
              {letters && mayWrite && (
                <span className={classes.never}>
                  <Icon name="check" size={14} />
                  {t("journeys.recipe.letters")}
                </span>
              )}
              <NeverCame graph={graph} />
            </button>
          </li>
        ))}
      </ul>
      <Button variant="default" loading={create.isPending} onClick={() => begin("", t("journeys.unnamed"))}>
        {t("journeys.begin_empty")}
      </Button>
    </Stack>
  );
}

/** Events the journey begins with or waits for that nobody has sent to the company. */
function NeverCame({ graph }: { graph: Graph }) {
  const t = useT();
  const words = useFactWords();
  const names = useFactNames().data;
  const never = names ? eventsOf(graph).filter((event) => !names.some(({ name }) => name === event)) : [];
  if (never.length === 0) return null;
  return (
    <span className={classes.never}>
      <Icon name="alert" size={14} />
      {t("journeys.recipe.never", { count: never.length, names: never.map(words).join(", ") })}
    </span>
  );
}

const ROAD_STEPS = 5;

/** The first steps, by name. */
function Road({ graph }: { graph: Graph }) {
  const steps = inOrder(graph).filter(({ type }) => type !== "exit");
  return <span className={classes.road}>{[...steps.slice(0, ROAD_STEPS).map(({ title }) => title), ...(steps.length > ROAD_STEPS ? ["…"] : [])].join(" → ")}</span>;
}
