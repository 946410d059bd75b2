/** What customers said of how they were helped: figures, then by operator, channel and team, then every rating. */
import { Link, useNavigate } from "@tanstack/react-router";
import { useFormat } from "@/shared/format";
import { useT } from "@/shared/i18n";
import { useDeskSearch, type DeskSearch } from "@/shared/search";
import shared from "@/shared/ui/Figures.module.css";
import { More } from "@/shared/ui/More";
import { Page, Section } from "@/shared/ui/Page";
import { Empty, Failure, SkeletonRows } from "@/shared/ui/states";
import { Table } from "@/shared/ui/Table";
import type { RatingFigures, RatingGroup, RatingReport } from "@/shared/api/types";
import { DateField } from "@/shared/ui/DateField";
import { useRatingReport, useRatings, type Period } from "@/features/ratings/api/ratings";
import classes from "@/features/ratings/screens/Ratings.module.css";
import { useMay } from "@/features/workspaces";

export function Ratings() {
  const t = useT();
  const maySpeed = useMay("speed.read");
  const { from, to, channel, operator } = useDeskSearch();
  const period: Period = { from, to, channel_id: channel, operator_id: operator };
  const report = useRatingReport(period);
  return (
    <Page title={t("ratings.title")} lead={t("ratings.lead")} action={maySpeed && <Link to="/speed">{t("nav.speed")}</Link>} tools={<Filters />}>
      {report.isPending ? <SkeletonRows rows={5} height={88} /> : report.isLoadingError ? <Failure error={report.error} retry={() => void report.refetch()} /> : <Figures report={report.data} period={period} />}
    </Page>
  );
}

function Figures({ report, period }: { report: RatingReport; period: Period }) {
  const t = useT();
  const say = useFigures();
  const percent = usePercent();
  if (report.all.asked === 0) return <Empty icon="speed" title={t("ratings.empty")} text={t("ratings.empty.text")} action={<Link to="/settings/ratings">{t("settings.ratings")}</Link>} />;
  const { average, bad } = say(report.all);
  return (
    <>
      <dl className={shared.figures}>
        {([["average", average, ""], ["bad", bad, ""], ["response", percent(report.all.response_rate), t("ratings.of", { rated: report.all.rated, asked: report.all.asked })]] as const).map(([name, value, about]) => (
          <div key={name} className={classes.figure}>
            <dt className={shared.title}>{t(`ratings.${name}`)}</dt>
            <dd className={shared.value}>{value}</dd>
            {about && <dd className={shared.about}>{about}</dd>}
          </div>
        ))}
      </dl>
      <Groups title={t("ratings.by_operator")} rows={report.by_operator} by="operator" />
      <Groups title={t("ratings.by_channel")} rows={report.by_channel} by="channel" />
      <Groups title={t("ratings.by_team")} rows={report.by_team} />
      <Given period={period} />
    </>
  );
}

function usePercent() {
  const t = useT();
  const format = useFormat();
  return (share: number | null) => (share === null ? t("ratings.none") : format.percent(Math.round(share * 100)));
}

/** A figure of few ratings says so beside itself. */
function useFigures() {
  const t = useT();
  const format = useFormat();
  const percent = usePercent();
  return ({ average, bad_share, response_rate, enough, rated, asked }: RatingFigures) => ({
    average: average === null ? t("ratings.none") : `${format.number(average)}${enough ? "" : ` (${t("ratings.unsure")})`}`,
    bad: percent(bad_share),
    response: `${percent(response_rate)} (${rated} / ${asked})`,
  });
}

function Groups({ title, rows, by }: { title: string; rows: RatingGroup[]; by?: "operator" | "channel" }) {
  const t = useT();
  const say = useFigures();
  if (rows.length === 0) return null;
  const name = ({ id, name }: RatingGroup) => (by && id ? <Link to="/ratings" search={(old: DeskSearch) => ({ ...old, [by]: id })}>{name}</Link> : name || t("ratings.no_team"));
  return (
    <Section title={title}>
      <Table
        caption={title}
        rows={rows}
        keyOf={({ id }) => id ?? "none"}
        columns={[
          { key: "name", title: t(by === "channel" ? "speed.channel" : by ? "speed.operator" : "speed.team"), cell: name, main: true },
          { key: "average", title: t("ratings.average"), cell: ({ figures }) => say(figures).average, align: "end" },
          { key: "bad", title: t("ratings.bad"), cell: ({ figures }) => say(figures).bad, align: "end" },
          { key: "response", title: t("ratings.response"), cell: ({ figures }) => say(figures).response, align: "end" },
        ]}
      />
    </Section>
  );
}

function Given({ period }: { period: Period }) {
  const t = useT();
  const format = useFormat();
  const query = useRatings(period);
  const rows = (query.data?.pages ?? []).flatMap(({ items }) => items);
  if (query.isLoadingError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  return (
    <Section title={t("ratings.all")}>
      <Table
        caption={t("ratings.all")}
        rows={rows}
        keyOf={({ id }) => id}
        columns={[
          { key: "who", title: t("ratings.conversation"), main: true, cell: (one) => <Link to="/inbox/$conversationId" params={{ conversationId: one.conversation_id }}>{one.contact_name || `№ ${one.conversation_number}`}</Link> },
          { key: "score", title: t("ratings.score"), cell: ({ score, bad }) => (bad ? `${score} · ${t("ratings.is_bad")}` : String(score)) },
          { key: "comment", title: t("ratings.comment"), cell: ({ comment }) => comment },
          { key: "at", title: t("ratings.at"), cell: ({ rated_at }) => format.ago(rated_at), align: "end" },
        ]}
      />
      <More query={query} />
    </Section>
  );
}

function Filters() {
  const t = useT();
  const navigate = useNavigate();
  const { from = "", to = "" } = useDeskSearch();
  const set = (change: DeskSearch) => void navigate({ to: "/ratings", search: (old: DeskSearch) => ({ ...old, ...change }), replace: true });
  return (
    <>
      <DateField label={t("speed.from")} value={from} max={to} past onChange={(day) => set({ from: day || undefined })} />
      <DateField label={t("speed.to")} value={to} min={from} past onChange={(day) => set({ to: day || undefined })} />
    </>
  );
}
