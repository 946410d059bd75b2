/** Who answered faster than usual, and how the month's pool is split: figures, places, the arithmetic. */
import { Button, Select } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useFormat } from "@/shared/format";
import { useI18n, useT, type Key } from "@/shared/i18n";
import { useDeskSearch } from "@/shared/search";
import { Avatar } from "@/shared/ui/Avatar";
import { Confirm } from "@/shared/ui/Confirm";
import { Export } from "@/shared/ui/Export";
import { Row } from "@/shared/ui/layout";
import { Page, Section } from "@/shared/ui/Page";
import { Empty, Failure, SkeletonRows } from "@/shared/ui/states";
import { Table, type Column } from "@/shared/ui/Table";
import type { BonusBoard, BonusLine, BonusPart } from "@/shared/api/types";
import { useBoard, useCloseMonth } from "@/features/bonus/api/bonus";
import { arithmetic, decimal, explained, lastMonths, money, monthName, percent, points } from "@/features/bonus/words";
import { useColleagues, useMay, useMe } from "@/features/workspaces";
import classes from "@/features/bonus/ui/Bonus.module.css";

const MONTHS = 13;

export function LeaderBoard() {
  const t = useT();
  const { month } = useDeskSearch();
  const board = useBoard(month);
  return (
    <Page title={t("bonus.title")} lead={t("bonus.lead")} action={board.data && <Acts board={board.data} />} tools={<Months />}>
      {board.isPending ? <SkeletonRows rows={5} height={64} /> : board.isLoadingError ? <Failure error={board.error} retry={() => void board.refetch()} /> : <Told board={board.data} />}
    </Page>
  );
}

function Months() {
  const { t, locale } = useI18n();
  const navigate = useNavigate();
  const { month } = useDeskSearch();
  const known = lastMonths(new Date(), MONTHS);
  const data = (month && !known.includes(month) ? [month, ...known] : known).map((value) => ({ value, label: monthName(value, locale) }));
  return <Select label={t("bonus.month")} w={220} allowDeselect={false} data={data} value={month ?? known[0] ?? null} onChange={(value) => void navigate({ to: "/bonus", search: { month: value ?? undefined }, replace: true })} />;
}

function Acts({ board }: { board: BonusBoard }) {
  const t = useT();
  const mayWrite = useMay("bonus.write");
  return (
    <Row gap={3} wrap>
      <Link to="/settings/bonus">{t("bonus.rules")}</Link>
      <Export path="/bonus/board/export" query={{ month: board.month }} />
      {mayWrite && board.over && !board.closed_at && <Close board={board} />}
    </Row>
  );
}

function Close({ board }: { board: BonusBoard }) {
  const { t, locale } = useI18n();
  const [asked, setAsked] = useState(false);
  const close = useCloseMonth();
  const month = monthName(board.month, locale);
  return (
    <>
      <Button size="xs" onClick={() => setAsked(true)}>
        {t("bonus.close")}
      </Button>
      <Confirm
        opened={asked}
        title={t("bonus.close.title", { month })}
        text={t("bonus.close.text", { month, paid: money(board.paid_minor, board.terms.currency, locale) })}
        action={t("bonus.close")}
        pending={close.isPending}
        error={close.error}
        onConfirm={() => close.mutate(board.month, { onSuccess: () => setAsked(false) })}
        onClose={() => setAsked(false)}
      />
    </>
  );
}

function Told({ board }: { board: BonusBoard }) {
  const t = useT();
  const placed = board.lines.filter(({ place }) => place !== null);
  const others = board.lines.filter(({ place }) => place === null);
  if (board.lines.length === 0) return <Empty icon="checks" title={t("bonus.empty")} text={t("bonus.empty.text", { min: board.terms.answers_min })} />;
  return (
    <>
      <Head board={board} ranked={placed.length} />
      {placed.length > 0 && (
        <Section title={t("bonus.places")} lead={t("bonus.places.lead")}>
          <Lines caption={t("bonus.places")} lines={placed} board={board} />
        </Section>
      )}
      {board.terms.pool_minor > 0 && placed.length > 0 && <Shares lines={placed} board={board} />}
      {others.length > 0 && (
        <Section title={t("bonus.unplaced")}>
          <Unplaced lines={others} board={board} />
        </Section>
      )}
    </>
  );
}

function Head({ board, ranked }: { board: BonusBoard; ranked: number }) {
  const { t, locale } = useI18n();
  const format = useFormat();
  const { terms } = board;
  return (
    <div className={classes.figures}>
      <div className={classes.figure}>
        <span className={classes.title}>{t("bonus.pool")}</span>
        <span className={classes.value}>{terms.pool_minor > 0 ? money(terms.pool_minor, terms.currency, locale) : t("bonus.pool.none")}</span>
        <span className={classes.about}>{t(`bonus.split.${terms.split}`)}</span>
      </div>
      <div className={classes.figure}>
        <span className={classes.title}>{t("bonus.ranked")}</span>
        <span className={classes.value}>{format.number(ranked)}</span>
        <span className={classes.about}>{t("bonus.answers_seen", { count: board.answers })}</span>
      </div>
      <div className={classes.figure}>
        <span className={classes.title}>{t("bonus.state")}</span>
        <span className={classes.value}>{t(board.closed_at ? "bonus.state.closed" : board.over ? "bonus.state.over" : "bonus.state.open")}</span>
        <span className={classes.about}>
          {board.closed_at ? t("bonus.closed_by", { name: board.closed_by, date: format.date(board.closed_at) }) : board.terms_changed_at ? t("bonus.rules_since", { date: format.date(board.terms_changed_at) }) : t("bonus.rules_default")}
        </span>
      </div>
    </div>
  );
}

function Lines({ caption, lines, board }: { caption: string; lines: BonusLine[]; board: BonusBoard }) {
  const { t, locale } = useI18n();
  const format = useFormat();
  const columns: Column<BonusLine>[] = [
    { key: "name", title: t("bonus.operator"), main: true, cell: (line) => <Name line={line} board={board} /> },
    { key: "score", title: t("bonus.score"), align: "end", cell: ({ score }) => (score === null ? "–" : <span className={classes.strong}>{points(score, locale)}</span>) },
    { key: "first", title: t("bonus.first"), align: "end", cell: ({ first }) => <Measured part={first} /> },
    { key: "any", title: t("bonus.any"), align: "end", cell: ({ any }) => <Measured part={any} /> },
    { key: "answers", title: t("bonus.answers"), align: "end", cell: ({ answers }) => (answers === null || answers === undefined ? "–" : format.number(answers)) },
    { key: "rating", title: t("bonus.rating"), align: "end", cell: ({ rated, rating_average: average }) => (rated && average ? decimal(average, locale, 1) : "–") },
    { key: "amount", title: t("bonus.amount"), align: "end", cell: ({ amount_minor: amount }) => (amount === null || amount === undefined ? "–" : <span className={classes.strong}>{money(amount, board.terms.currency, locale)}</span>) },
  ];
  return <Table caption={caption} rows={lines} columns={columns} keyOf={({ operator_id: id }) => id} />;
}

function Name({ line, board }: { line: BonusLine; board: BonusBoard }) {
  const t = useT();
  const me = useMe().operator.id;
  const mayReview = useMay("bonus.review");
  const photo = useColleagues().get(line.operator_id)?.photo_url;
  const own = line.operator_id === me;
  return (
    <Row gap={3}>
      {line.place !== null && (
        <span className={classes.place} data-first={line.place === 1 || undefined} title={t("bonus.place", { place: line.place })}>
          {line.place}
        </span>
      )}
      <Avatar name={line.name} src={photo} size={28} />
      <span>
        {own || mayReview ? (
          <Link to="/bonus/statement" search={{ month: board.month, operator: line.operator_id }}>
            {line.name}
          </Link>
        ) : (
          line.name
        )}
        {own && <span className={classes.mine}>{t("bonus.you")}</span>}
      </span>
    </Row>
  );
}

function Measured({ part }: { part: BonusPart | null | undefined }) {
  const { t, locale } = useI18n();
  const format = useFormat();
  if (!part || part.median_seconds === null || part.share === null) return "–";
  return (
    <>
      <span className={classes.strong}>{format.duration(part.median_seconds)}</span>
      <span className={classes.soft}>{t("bonus.of_usual", { share: percent(part.share, locale) })}</span>
    </>
  );
}

/** The pool's split, line by line, down to the sum. */
function Shares({ lines, board }: { lines: BonusLine[]; board: BonusBoard }) {
  const i18n = useI18n();
  const { t, locale } = i18n;
  const told = lines.map((line) => ({ line, text: arithmetic(line, board, i18n) })).filter(({ text }) => text);
  if (told.length === 0) return null;
  return (
    <Section title={t("bonus.shares")} lead={t("bonus.shares.lead")}>
      <dl className={classes.math}>
        {told.map(({ line, text }) => (
          <div key={line.operator_id}>
            <dt><bdi>{line.name}</bdi></dt>
            <dd>{text}</dd>
          </div>
        ))}
        {told.length === lines.length && board.sees === "everything" && (
          <div>
            <dt>{t("bonus.sum")}</dt>
            <dd>{money(lines.reduce((sum, { amount_minor: amount }) => sum + (amount ?? 0), 0), board.terms.currency, locale)}</dd>
          </div>
        )}
      </dl>
    </Section>
  );
}

function Unplaced({ lines, board }: { lines: BonusLine[]; board: BonusBoard }) {
  const i18n = useI18n();
  const format = useFormat();
  const { t } = i18n;
  return (
    <Table
      caption={t("bonus.unplaced")}
      rows={lines}
      keyOf={({ operator_id: id }) => id}
      columns={[
        { key: "name", title: t("bonus.operator"), main: true, cell: (line) => <Name line={line} board={board} /> },
        { key: "why", title: t("bonus.why"), cell: (line) => explained(line, board, format, i18n)[0] ?? t(`bonus.refused.${line.refused}` as Key) },
        { key: "answers", title: t("bonus.answers"), align: "end", cell: ({ answers }) => format.number(answers ?? 0) },
      ]}
    />
  );
}
