/** What colleagues ask of me and my teams, and what became of what I asked. */
import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { useT } from "@/shared/i18n";
import { More } from "@/shared/ui/More";
import { Page } from "@/shared/ui/Page";
import { Empty, Failure, SkeletonRows } from "@/shared/ui/states";
import { useAsked, type AskedView } from "@/features/consultations/api/consultations";
import { Asked } from "@/features/consultations/ui/Asked";
import classes from "@/features/consultations/ui/Consultations.module.css";

export function AskedOfMe() {
  const t = useT();
  const [view, setView] = useState<AskedView>("of_me");
  const choices = (["of_me", "by_me"] as const).map((value) => ({ value, label: t(`consultations.${value}`) }));
  return (
    <Page title={t("consultations.title")} lead={t("consultations.of_me.lead")} width="form" tools={<SegmentedControl aria-label={t("consultations.state")} data={choices} value={view} onChange={(value) => setView(value)} />}>
      <List key={view} view={view} />
    </Page>
  );
}

function List({ view }: { view: AskedView }) {
  const t = useT();
  const query = useAsked(view);
  const rows = (query.data?.pages ?? []).flatMap(({ items }) => items);
  if (query.isPending) return <SkeletonRows rows={4} height={96} />;
  if (query.isError && rows.length === 0) return <Failure error={query.error} retry={() => void query.refetch()} />;
  if (rows.length === 0) return <Empty icon="help" title={t(`consultations.${view}.empty`)} text={t(`consultations.${view}.empty.text`)} />;
  return (
    <>
      <ul className={classes.list}>
        {rows.map((one) => (
          <li key={one.id}>
            <Asked one={one} about />
          </li>
        ))}
      </ul>
      <More query={query} />
    </>
  );
}
