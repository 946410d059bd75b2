/** Journeys of the company; a new one begins empty or by a recipe. */
import { Button, Drawer, TextInput } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useCreateJourney, useJourneys, useRecipes, type JourneyRow } from "@/features/journeys/api/journeys";
import classes from "@/features/journeys/ui/Journeys.module.css";
import { useMay } from "@/features/workspaces";
import { useFormat } from "@/shared/format";
import { useI18n, useT } from "@/shared/i18n";
import { Stack } from "@/shared/ui/layout";
import { More } from "@/shared/ui/More";
import { Page } from "@/shared/ui/Page";
import { Empty, ErrorLine, Failure, SkeletonRows } from "@/shared/ui/states";
import { Table } from "@/shared/ui/Table";

export function Journeys() {
  const t = useT();
  const mayWrite = useMay("journeys.write");
  const [adding, setAdding] = useState(false);
  const query = useJourneys();
  const rows = (query.data?.pages ?? []).flatMap(({ items }) => items);
  const action = mayWrite && <Button onClick={() => setAdding(true)}>{t("journeys.add")}</Button>;
  return (
    <Page title={t("nav.journeys")} lead={t("journeys.lead")} action={action}>
      {query.isPending ? (
        <SkeletonRows rows={6} />
      ) : query.isError ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : rows.length === 0 ? (
        <Empty icon="merge" title={t("journeys.empty")} text={t("journeys.empty.text")} action={action} />
      ) : (
        <>
          <Rows rows={rows} />
          <More query={query} />
        </>
      )}
      <Drawer opened={adding} onClose={() => setAdding(false)} position="right" size={480} title={t("journeys.add")} closeButtonProps={{ "aria-label": t("action.close") }}>
        {adding && <Recipes />}
      </Drawer>
    </Page>
  );
}

function Rows({ rows }: { rows: JourneyRow[] }) {
  const t = useT();
  const format = useFormat();
  return (
    <Table
      caption={t("nav.journeys")}
      rows={rows}
      keyOf={({ id }) => id}
      columns={[
        { key: "name", title: t("journeys.name"), main: true, cell: ({ id, name }) => <Link to="/journeys/$journeyId" params={{ journeyId: id }}>{name}</Link> },
        { key: "state", title: t("journeys.state"), cell: ({ state }) => t(`journeys.state.${state}`) },
        { key: "trigger", title: t("journeys.trigger"), cell: ({ trigger }) => t(`journeys.trigger.${trigger}`) },
        { key: "entered", title: t("journeys.entered"), align: "end", cell: ({ entered }) => format.number(entered) },
        { key: "active", title: t("journeys.active"), align: "end", cell: ({ active }) => format.number(active) },
        { key: "goal", title: t("journeys.goal"), align: "end", cell: ({ goal }) => format.number(goal) },
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
      <TextInput label={t("journeys.name")} maxLength={100} value={name} onChange={(event) => setName(event.currentTarget.value)} data-autofocus />
      <ErrorLine error={create.error} />
      <Button variant="default" loading={create.isPending} onClick={() => begin("", t("journeys.unnamed"))}>
        {t("journeys.begin_empty")}
      </Button>
      <h3 className={classes.heading}>{t("journeys.recipes")}</h3>
      {recipes.isPending && <SkeletonRows rows={6} />}
      {recipes.isError && <Failure error={recipes.error} retry={() => void recipes.refetch()} />}
      <ul className={classes.recipes}>
        {recipes.data?.map(({ code }) => (
          <li key={code}>
            <button type="button" className={classes.recipe} disabled={create.isPending} onClick={() => begin(code, byCode("journeys.recipe", code) ?? code)}>
              <strong>{byCode("journeys.recipe", code) ?? code}</strong>
              <span>{byCode("journeys.recipe.text", code)}</span>
            </button>
          </li>
        ))}
      </ul>
    </Stack>
  );
}
