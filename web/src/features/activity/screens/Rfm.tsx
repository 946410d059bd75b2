/** RFM: how many people stand where, and who they are. */
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useFormat } from "@/shared/format";
import { sum } from "@/shared/format/money";
import { useI18n, useT } from "@/shared/i18n";
import { Avatar } from "@/shared/ui/Avatar";
import { Row } from "@/shared/ui/layout";
import { More } from "@/shared/ui/More";
import { Page, Section } from "@/shared/ui/Page";
import { Empty, ErrorLine, Failure, SkeletonRows } from "@/shared/ui/states";
import { Table, type Column } from "@/shared/ui/Table";
import { TimeAgo } from "@/shared/ui/TimeAgo";
import type { RfmCell, RfmGrid, RfmPerson } from "@/shared/api/types";
import { useMay } from "@/features/workspaces";
import { useCountRfm, useRfm, useRfmPeople, type RfmPlace } from "@/features/activity/api/activity";
import { LevelsForm } from "@/features/activity/ui/LevelsForm";
import classes from "@/features/activity/screens/Rfm.module.css";

const FIFTHS = [5, 4, 3, 2, 1];

export function Rfm() {
  const t = useT();
  const format = useFormat();
  const query = useRfm();
  const may = useMay("activity.write");
  const count = useCountRfm();
  const counted = query.data?.counted_at;
  return (
    <Page
      title={t("rfm.title")}
      back={<Link to="/contacts">{t("nav.contacts")}</Link>}
      lead={counted ? t("rfm.lead", { at: `${format.date(counted)}, ${format.clock(counted)}` }) : t("rfm.lead.never")}
      action={
        may && (
          <Button variant="default" loading={count.isPending} onClick={() => count.mutate()}>
            {t("rfm.count")}
          </Button>
        )
      }
    >
      <ErrorLine error={count.error} />
      {query.isPending && <SkeletonRows rows={6} height={56} />}
      {query.isLoadingError && <Failure error={query.error} retry={() => void query.refetch()} />}
      {query.data && (query.data.people === 0 ? <Empty icon="contacts" title={t("rfm.empty")} text={t("rfm.empty.text")} action={may && <Link to="/imports">{t("imports.title")}</Link>} /> : <Grid grid={query.data} />)}
      {query.data && may && (
        <Section title={t("rfm.levels")} lead={t("rfm.levels.lead")}>
          <LevelsForm />
        </Section>
      )}
    </Page>
  );
}

function Grid({ grid }: { grid: RfmGrid }) {
  const { t, byCode } = useI18n();
  const [place, setPlace] = useState<RfmPlace | null>(null);
  const [title, setTitle] = useState("");
  const open = (chosen: RfmPlace, words: string) => {
    setPlace(chosen);
    setTitle(words);
  };
  return (
    <>
      <Picture grid={grid} place={place} onOpen={open} />
      <Groups grid={grid} place={place} onOpen={open} />
      {grid.levels.length > 1 && <Levels grid={grid} />}
      {place ? (
        <Section title={t("rfm.people", { place: title })}>
          <People place={place} currency={grid.currency} />
        </Section>
      ) : (
        <p className={classes.hint}>{t("rfm.people.hint")}</p>
      )}
      <span className="unseen" role="status">
        {place ? t("rfm.people", { place: place.group ? (byCode("rfm.group", place.group) ?? "") : title }) : ""}
      </span>
    </>
  );
}

interface Opening {
  grid: RfmGrid;
  place: RfmPlace | null;
  onOpen: (place: RfmPlace, words: string) => void;
}

/** A table, so that a screen reader walks it by rows and columns; the shade says the share, the numbers say it too. */
function Picture({ grid, place, onOpen }: Opening) {
  const { t, byCode } = useI18n();
  const format = useFormat();
  const most = Math.max(1, ...grid.cells.map(({ people }) => people));
  const at = (recency: number, value: number) => grid.cells.find((cell) => cell.recency === recency && cell.value === value) as RfmCell;
  return (
    <div className={classes.frame}>
      <table className={classes.grid}>
        <caption className="unseen">{t("rfm.grid")}</caption>
        <thead>
          <tr>
            <th scope="col" className={classes.corner}>
              {t("rfm.axes")}
            </th>
            {[...FIFTHS].reverse().map((value) => (
              <th key={value} scope="col">
                {value}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {FIFTHS.map((recency) => (
            <tr key={recency}>
              <th scope="row">{recency}</th>
              {[...FIFTHS].reverse().map((value) => {
                const cell = at(recency, value);
                const group = byCode("rfm.group", cell.group) ?? cell.group;
                return (
                  <td key={value}>
                    <button
                      type="button"
                      className={classes.cell}
                      data-group={cell.group}
                      style={{ "--share": `${Math.round((cell.people / most) * 36) + 4}%` } as React.CSSProperties}
                      aria-pressed={place?.recency === recency && place.value === value}
                      onClick={() => onOpen({ recency, value }, `${group}, R${recency} · FM${value}`)}
                    >
                      <span className={classes.people}>{format.number(cell.people)}</span>
                      <span className={classes.share}>{grid.people ? format.percent(Math.round((cell.people / grid.people) * 100)) : ""}</span>
                      <span className={classes.group}>{group}</span>
                    </button>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <p className={classes.hint}>{t("rfm.axes.about")}</p>
    </div>
  );
}

function Groups({ grid, place, onOpen }: Opening) {
  const { t, byCode, locale } = useI18n();
  const format = useFormat();
  const share = (part: number, whole: number) => (whole ? format.percent(Math.round((part / whole) * 100)) : "—");
  return (
    <Table
      caption={t("rfm.groups")}
      rows={[...grid.groups]}
      keyOf={({ group }) => group}
      columns={[
        {
          key: "group",
          title: t("rfm.group"),
          main: true,
          cell: ({ group }) => (
            <button type="button" className={classes.link} aria-pressed={place?.group === group} onClick={() => onOpen({ group }, byCode("rfm.group", group) ?? group)}>
              {byCode("rfm.group", group)}
              <small>{byCode("rfm.about", group)}</small>
            </button>
          ),
        },
        { key: "people", title: t("rfm.count.people"), align: "end", cell: ({ people }) => `${format.number(people)} · ${share(people, grid.people)}` },
        { key: "purchases", title: t("rfm.purchases"), align: "end", cell: ({ purchases }) => format.number(purchases) },
        { key: "spent", title: t("rfm.spent"), align: "end", cell: ({ spent_minor: spent }) => `${sum(spent, grid.currency, locale)} · ${share(spent, grid.spent_minor)}` },
      ]}
    />
  );
}

function Levels({ grid }: { grid: RfmGrid }) {
  const { t, locale } = useI18n();
  const format = useFormat();
  return (
    <Table
      caption={t("rfm.levels")}
      rows={[...grid.levels]}
      keyOf={({ from_minor: from, name }) => `${from}/${name}`}
      columns={[
        { key: "name", title: t("rfm.level"), main: true, cell: ({ name }) => name || t("rfm.level.none") },
        { key: "from", title: t("rfm.level.from"), align: "end", cell: ({ from_minor: from }) => sum(from, grid.currency, locale) },
        { key: "people", title: t("rfm.count.people"), align: "end", cell: ({ people }) => format.number(people) },
      ]}
    />
  );
}

function People({ place, currency }: { place: RfmPlace; currency: string }) {
  const { t, locale } = useI18n();
  const query = useRfmPeople(place);
  if (query.isPending) return <SkeletonRows rows={5} height={44} />;
  if (query.isLoadingError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const rows = query.data.pages.flatMap(({ items }) => items);
  if (rows.length === 0) return <p className={classes.hint}>{t("rfm.people.none")}</p>;
  const columns: Column<RfmPerson>[] = [
    {
      key: "name",
      title: t("card.name"),
      main: true,
      cell: (row) => (
        <Row gap={3}>
          <Avatar name={row.name} src={row.avatar_url} size={32} />
          <Link to="/contacts/$contactId" params={{ contactId: row.contact_id }}>
            {row.name || t("contact.nameless")}
          </Link>
        </Row>
      ),
    },
    { key: "rfm", title: "R · F · M", cell: (row) => `${row.recency} · ${row.frequency} · ${row.money}` },
    { key: "level", title: t("rfm.level"), cell: ({ level }) => level || "—" },
    { key: "purchases", title: t("rfm.purchases"), align: "end", cell: ({ purchases }) => purchases },
    { key: "spent", title: t("rfm.spent"), align: "end", cell: ({ spent_minor: spent }) => sum(spent, currency, locale) },
    { key: "last", title: t("rfm.last"), align: "end", cell: ({ last_at: at }) => <TimeAgo at={at} /> },
  ];
  return (
    <>
      <Table caption={t("rfm.people.table")} rows={rows} columns={columns} keyOf={({ contact_id: id }) => id} />
      <More query={query} />
    </>
  );
}
