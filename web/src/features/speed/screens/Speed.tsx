/** How fast customers are answered: figures first, then pictures, then tables; every figure opens its answers. */
import { Link, useNavigate } from "@tanstack/react-router";
import { Suspense } from "react";
import { useFormat } from "@/shared/format";
import { useT } from "@/shared/i18n";
import { useDeskSearch } from "@/shared/search";
import { Export } from "@/shared/ui/Export";
import { Row } from "@/shared/ui/layout";
import { Page } from "@/shared/ui/Page";
import { Empty, Failure, SkeletonRows } from "@/shared/ui/states";
import shared from "@/shared/ui/Figures.module.css";
import type { Speed as SpeedFigures } from "@/shared/api/types";
import { TargetsFigure } from "@/features/targets";
import { useMay } from "@/features/workspaces";
import { narrowOf, useSpeed, type Narrow } from "@/features/speed/api/speed";
import { Breakdown } from "@/features/speed/ui/Breakdown";
import { Distribution } from "@/features/speed/ui/Distribution";
import { Figure } from "@/features/speed/ui/Figure";
import { Filters } from "@/features/speed/ui/Filters";
import { HeatMap } from "@/features/speed/ui/HeatMap";
import { Preference } from "@/features/speed/ui/Preference";
import { ResponsesPanel } from "@/features/speed/ui/ResponsesPanel";
import { Trend } from "@/features/speed/ui/Trend";
import classes from "@/features/speed/ui/Speed.module.css";

export function Speed() {
  const t = useT();
  const narrow = narrowOf(useDeskSearch());
  const speed = useSpeed(narrow);
  return (
    <Page title={t("nav.speed")} lead={t("speed.lead")} action={<Beside narrow={narrow} />} tools={<Filters />}>
      {speed.isPending ? (
        <SkeletonRows rows={5} height={88} />
      ) : speed.isLoadingError ? (
        <Failure error={speed.error} retry={() => void speed.refetch()} />
      ) : (
        <Told speed={speed.data} narrow={narrow} />
      )}
      <ResponsesPanel narrow={narrow} />
    </Page>
  );
}

/** What stands beside speed, and the report as a table. */
function Beside({ narrow }: { narrow: Narrow }) {
  const t = useT();
  const mayRatings = useMay("ratings.read");
  const mayBonus = useMay("bonus.read");
  return (
    <Row gap={4} wrap>
      {mayRatings && <Link to="/ratings">{t("ratings.title")}</Link>}
      {mayBonus && <Link to="/bonus">{t("bonus.title")}</Link>}
      <Export path="/speed/export" query={{ ...narrow }} />
    </Row>
  );
}

function Told({ speed, narrow }: { speed: SpeedFigures; narrow: Narrow }) {
  const t = useT();
  if (speed.any.all.count === 0 && speed.waiting_now.count === 0) return <Empty icon="speed" title={t("speed.empty")} text={t("speed.empty.text")} />;
  return (
    <>
      <div className={shared.figures} data-wide>
        <Figure title={t("speed.first")} split={speed.first} before={speed.before.first} target={speed.target_seconds} kind="first" />
        <Figure title={t("speed.any")} split={speed.any} before={speed.before.any} target={speed.target_seconds} kind="any" />
        <div className={classes.beside}>
          <WaitingNow {...speed.waiting_now} />
          <Suspense>
            <WithinTargets />
          </Suspense>
        </div>
      </div>
      <Trend narrow={narrow} />
      <Distribution bands={speed.distribution} />
      <HeatMap narrow={narrow} />
      <Breakdown title={t("speed.by_channel")} by="channel" narrow={narrow} />
      <Preference narrow={narrow} />
      <Breakdown title={t("speed.by_operator")} by="operator" narrow={narrow} />
      <Breakdown title={t("speed.by_team")} by="team" narrow={narrow} />
    </>
  );
}

/** What the company itself wants, beside the time asked about above. */
function WithinTargets() {
  const { from, to, channel, operator, team } = useDeskSearch();
  return useMay("targets.read") && <TargetsFigure search={{ from, to, channel, operator, team }} />;
}

function WaitingNow({ count, longest_seconds: longest }: SpeedFigures["waiting_now"]) {
  const t = useT();
  const format = useFormat();
  const navigate = useNavigate();
  return (
    <button type="button" className={shared.figure} onClick={() => void navigate({ to: "/inbox", search: { view: "waiting" } })}>
      <span className={shared.title}>{t("speed.waiting")}</span>
      <span className={shared.value} data-tone={count > 0 ? "soon" : "kept"}>
        {format.number(count)}
      </span>
      <span className={shared.about}>{longest === null ? t("speed.waiting.none") : t("speed.waiting.longest", { duration: format.duration(longest) })}</span>
    </button>
  );
}
