/** One operator's month: the money, what it was made of, and why, in words; made to be printed. */
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useFormat } from "@/shared/format";
import { useI18n } from "@/shared/i18n";
import { useDeskSearch } from "@/shared/search";
import { Export } from "@/shared/ui/Export";
import { Row } from "@/shared/ui/layout";
import { Page, Section } from "@/shared/ui/Page";
import { Failure, SkeletonRows } from "@/shared/ui/states";
import type { BonusStatement } from "@/shared/api/types";
import { useStatement } from "@/features/bonus/api/bonus";
import { explained, money, monthName, points } from "@/features/bonus/words";
import classes from "@/features/bonus/ui/Bonus.module.css";
import "@/features/bonus/ui/print.css";

export function Statement() {
  const { t, locale } = useI18n();
  const { month, operator } = useDeskSearch();
  const query = useStatement(month, operator);
  const told = query.data;
  const title = told ? t("bonus.statement.of", { name: told.line.name, month: monthName(told.board.month, locale) }) : t("bonus.statement");
  const back = (
    <p data-screen-only>
      <Link to="/bonus" search={{ month }}>
        {t("bonus.title")}
      </Link>
    </p>
  );
  return (
    <Page title={title} back={back} action={told && <Acts told={told} />}>
      {query.isPending ? <SkeletonRows rows={6} height={40} /> : query.isLoadingError ? <Failure error={query.error} retry={() => void query.refetch()} /> : <Told told={query.data} />}
    </Page>
  );
}

function Acts({ told: { board, line } }: { told: BonusStatement }) {
  const { t } = useI18n();
  return (
    <div data-screen-only>
      <Row gap={3}>
        <Export path="/bonus/statement/export" query={{ month: board.month, operator_id: line.operator_id }} />
        <Button size="xs" variant="default" onClick={() => window.print()}>
          {t("bonus.print")}
        </Button>
      </Row>
    </div>
  );
}

function Told({ told: { board, line, ranked } }: { told: BonusStatement }) {
  const i18n = useI18n();
  const format = useFormat();
  const { t, locale } = i18n;
  const why = explained(line, board, format, i18n);
  return (
    <>
      <div className={classes.figures}>
        <Figure title={t("bonus.amount")} value={money(line.amount_minor ?? 0, board.terms.currency, locale)} about={board.closed_at ? t("bonus.closed_by", { name: board.closed_by, date: format.date(board.closed_at) }) : t("bonus.statement.draft")} />
        <Figure title={t("bonus.place.title")} value={line.place === null ? "–" : format.number(line.place)} about={t("bonus.of_ranked", { count: ranked })} />
        <Figure title={t("bonus.score")} value={line.score === null ? "–" : points(line.score, locale)} about={t("bonus.score.about")} />
      </div>
      <Section title={t("bonus.why.title")}>
        <ul className={classes.why}>
          {why.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      </Section>
      <p className={classes.about}>{t("bonus.how")}</p>
      <div className={classes.signs}>
        <span>{t("bonus.sign.company")}</span>
        <bdi>{line.name}</bdi>
      </div>
    </>
  );
}

function Figure({ title, value, about }: { title: string; value: string; about: string }) {
  return (
    <div className={classes.figure}>
      <span className={classes.title}>{title}</span>
      <span className={classes.value}>{value}</span>
      <span className={classes.about}>{about}</span>
    </div>
  );
}
