/** By which segments customers are told apart for recommendations, and what each circle of them buys most. */
import { Button, MultiSelect } from "@mantine/core";
import { useState } from "react";
import { useChooseCircles, useCircles, useCountCircles } from "@/features/goods/api/circles";
import { useSegments } from "@/features/segments";
import { useMay } from "@/features/workspaces";
import type { GoodsCircle, GoodsCircles } from "@/shared/api/types";
import { useFormat } from "@/shared/format";
import { useT } from "@/shared/i18n";
import { Actions, Stack } from "@/shared/ui/layout";
import { Page, Section } from "@/shared/ui/Page";
import { Empty, ErrorLine, Failure, SkeletonRows } from "@/shared/ui/states";
import { Table, type Column } from "@/shared/ui/Table";
import { useToasts } from "@/shared/ui/toasts";

const SEGMENTS_MAX = 5;
const EVERYBODY = "everybody";

export function Recommendations() {
  const t = useT();
  const query = useCircles();
  const named = useSegments().isSuccess;
  const mayWrite = useMay("goods.write");
  return (
    <Page title={t("settings.recommendations")} lead={t("recommendations.lead")} action={mayWrite && query.data && <CountNow counting={query.data.counting} />}>
      {(query.isPending || (query.data && !named)) && <SkeletonRows rows={5} height={56} />}
      {query.isLoadingError && <Failure error={query.error} retry={() => void query.refetch()} />}
      {query.data && named && (
        <>
          <Choice key={query.data.segment_ids.join()} saved={query.data.segment_ids} mayWrite={mayWrite} />
          <Found shown={query.data} />
        </>
      )}
    </Page>
  );
}

function CountNow({ counting }: { counting: boolean }) {
  const t = useT();
  const count = useCountCircles();
  const { tellError } = useToasts();
  return (
    <Button variant="default" loading={count.isPending || counting} onClick={() => count.mutate(undefined, { onError: tellError })}>
      {t("recommendations.count")}
    </Button>
  );
}

function Choice({ saved, mayWrite }: { saved: string[]; mayWrite: boolean }) {
  const t = useT();
  const { tell } = useToasts();
  const names = useNames();
  const [chosen, setChosen] = useState(saved);
  const choose = useChooseCircles();
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    choose.mutate(chosen, { onSuccess: () => tell(t("action.saved")) });
  };
  const known = [...names].map(([value, label]) => ({ value, label }));
  return (
    <form style={{ maxWidth: 640 }} onSubmit={submit}>
      <Stack gap={3}>
        <MultiSelect label={t("recommendations.segments")} description={t("recommendations.segments.about", { max: SEGMENTS_MAX })} placeholder={chosen.length === 0 ? t("recommendations.segments.none") : ""} searchable clearable maxValues={SEGMENTS_MAX} disabled={!mayWrite} data={known} value={chosen} onChange={setChosen} />
        <ErrorLine error={choose.error} />
        {mayWrite && (
          <Actions>
            <Button type="submit" loading={choose.isPending} disabled={chosen.join() === saved.join()}>
              {t("action.save")}
            </Button>
          </Actions>
        )}
      </Stack>
    </form>
  );
}

function Found({ shown }: { shown: GoodsCircles }) {
  const t = useT();
  const format = useFormat();
  if (shown.counted_at === null) return <Empty icon="list" title={t("recommendations.empty")} text={t("recommendations.empty.text")} />;
  return (
    <Section title={t("recommendations.circles")} lead={t("recommendations.counted", { at: `${format.date(shown.counted_at)}, ${format.clock(shown.counted_at)}` })}>
      <Circles shown={shown} />
    </Section>
  );
}

/** Everybody stands last: it is what a circle is filled up from. */
function Circles({ shown }: { shown: GoodsCircles }) {
  const t = useT();
  const format = useFormat();
  const names = useNames();
  const who = (circle: GoodsCircle) => circle.segment_ids.map((id) => names.get(id) ?? t("recommendations.gone")).join(" + ") || t("recommendations.others");
  const rows = [...shown.circles.map((circle) => ({ ...circle, key: circle.segment_ids.join(), who: who(circle) })), { key: EVERYBODY, who: t("recommendations.everybody"), buyers: null, goods: shown.everybody }];
  type Line = (typeof rows)[number];
  const columns: Column<Line>[] = [
    { key: "who", title: t("recommendations.who"), main: true, cell: (one) => one.who },
    { key: "buyers", title: t("recommendations.buyers"), align: "end", cell: (one) => (one.buyers === null ? "" : format.number(one.buyers)) },
    { key: "goods", title: t("recommendations.goods"), cell: (one) => one.goods.map(({ title, buyers }) => `${title} (${format.number(buyers)})`).join(", ") || t("recommendations.few") },
  ];
  return <Table caption={t("recommendations.circles")} columns={columns} rows={rows} keyOf={({ key }) => key} />;
}

function useNames(): Map<string, string> {
  return new Map((useSegments().data ?? []).map(({ id, name }) => [id, name]));
}
