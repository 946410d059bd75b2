/** The waits behind a figure, each leading to its conversation: which target, by when, and by how much it was met or missed. */
import { Drawer } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { useFormat } from "@/shared/format";
import { useNow } from "@/shared/format/useNow";
import { useT } from "@/shared/i18n";
import { useDeskSearch, type DeskSearch } from "@/shared/search";
import { More } from "@/shared/ui/More";
import { Empty, Failure, SkeletonRows } from "@/shared/ui/states";
import { Status } from "@/shared/ui/Status";
import shared from "@/shared/ui/Figures.module.css";
import type { TargetWait } from "@/shared/api/types";
import { useColleagues } from "@/features/workspaces";
import { useTargetWaits } from "@/features/targets/api/waits";
import { partOf, type Narrow } from "@/features/targets/report";
import { standingOf, TONES, withinOf, wordsOf } from "@/features/targets/rules";

export function WaitsPanel({ narrow }: { narrow: Narrow }) {
  const t = useT();
  const navigate = useNavigate();
  const { band } = useDeskSearch();
  const close = () => void navigate({ to: "/targets", search: (old: DeskSearch) => ({ ...old, band: undefined }) });
  return (
    <Drawer opened={band !== undefined} onClose={close} position="right" size={480} title={t("targets.waits")} closeButtonProps={{ "aria-label": t("action.close") }}>
      {band !== undefined && <Waits narrow={narrow} figure={band} />}
    </Drawer>
  );
}

function Waits({ narrow, figure }: { narrow: Narrow; figure: string }) {
  const t = useT();
  const query = useTargetWaits(narrow, partOf(figure));
  if (query.isPending) return <SkeletonRows rows={8} height={48} />;
  if (query.isLoadingError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const waits = query.data.pages.flatMap(({ items }) => items);
  if (waits.length === 0) return <Empty icon="speed" title={t("targets.waits.empty")} text={t("targets.waits.empty.text")} />;
  return (
    <>
      <ul>
        {waits.map((wait) => (
          <Wait key={wait.id} wait={wait} />
        ))}
      </ul>
      <More query={query} />
    </>
  );
}

function Wait({ wait }: { wait: TargetWait }) {
  const t = useT();
  const format = useFormat();
  const operator = useColleagues().get(wait.held_by_id ?? "");
  const { standing, seconds } = standingOf(wait, useNow());
  const began = `${format.date(wait.started_at)}, ${format.clock(wait.started_at)}`;
  return (
    <li>
      <Link to="/inbox/$conversationId" params={{ conversationId: wait.conversation_id }} className={shared.row}>
        <span className={shared.rowName}>{wait.contact_name || t("contact.nameless_number", { number: wait.conversation_number })}</span>
        <Status tone={TONES[standing]}>{t(wordsOf(standing, wait.solving), { duration: format.duration(seconds) })}</Status>
        <span className={shared.about}>{[wait.target_name, t(withinOf(wait), { duration: format.duration(wait.seconds) }), t("targets.began", { when: began }), operator?.name].filter(Boolean).join(" · ")}</span>
      </Link>
    </li>
  );
}
