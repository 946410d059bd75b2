/** The company's catalogue: what is sold, at which price, whether it can be bought; and where it is read from. */
import { Button, Drawer, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { useMay } from "@/features/workspaces";
import type { Good } from "@/shared/api/types";
import { sum } from "@/shared/format/money";
import { useFormat } from "@/shared/format";
import { useI18n, useT } from "@/shared/i18n";
import { Confirm } from "@/shared/ui/Confirm";
import { IconButton } from "@/shared/ui/IconButton";
import { More } from "@/shared/ui/More";
import { Page } from "@/shared/ui/Page";
import { Empty, Failure, SkeletonRows } from "@/shared/ui/states";
import { Status } from "@/shared/ui/Status";
import { Table, type Column } from "@/shared/ui/Table";
import { useDebounced } from "@/shared/ui/useDebounced";
import { useDropGood, useGoods, useGoodsSummary, type Asked } from "@/features/goods/api/goods";
import { FeedLine } from "@/features/goods/ui/FeedLine";
import { FeedPanel } from "@/features/goods/ui/FeedPanel";
import { Picture } from "@/features/goods/ui/Picture";
import classes from "@/features/goods/Goods.module.css";

const DELAY_MS = 250;
const NOTHING: Asked = { q: "", category: null, available: null };

export function Goods() {
  const t = useT();
  const [asked, ask] = useState(NOTHING);
  const setAsked = (next: Asked) => ask(next.q === "" && next.category === null && next.available === null ? NOTHING : next);
  const [sources, setSources] = useState(false);
  const settled = useDebounced(asked, DELAY_MS);
  const query = useGoods(settled);
  const rows = query.data?.pages.flatMap(({ items }) => items) ?? [];
  const nothingYet = query.isSuccess && rows.length === 0 && settled === NOTHING;
  const action = <Button onClick={() => setSources(true)}>{t("goods.sources")}</Button>;
  return (
    <Page title={t("goods.title")} lead={t("goods.lead")} action={!nothingYet && action} {...(!nothingYet && { tools: <Tools asked={asked} onAsk={setAsked} /> })}>
      {!nothingYet && <FeedLine />}
      {query.isPending ? (
        <SkeletonRows rows={6} height={48} />
      ) : query.isLoadingError ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : nothingYet ? (
        <Empty icon="bag" title={t("goods.empty")} text={t("goods.empty.text")} action={action} />
      ) : rows.length === 0 ? (
        <Empty icon="search" title={t("goods.none")} text={t("goods.none.text")} />
      ) : (
        <>
          <Rows rows={rows} />
          <More query={query} />
        </>
      )}
      <Drawer opened={sources} onClose={() => setSources(false)} position="right" size={480} title={t("goods.sources")} closeButtonProps={{ "aria-label": t("action.close") }}>
        <FeedPanel />
      </Drawer>
    </Page>
  );
}

function Tools({ asked, onAsk }: { asked: Asked; onAsk: (asked: Asked) => void }) {
  const t = useT();
  const format = useFormat();
  const categories = useGoodsSummary().data?.categories ?? [];
  return (
    <>
      <TextInput className={classes.find} label={t("goods.find")} value={asked.q} maxLength={200} onChange={(event) => onAsk({ ...asked, q: event.currentTarget.value })} />
      <Select
        className={classes.category}
        label={t("goods.category")}
        placeholder={t("goods.category.any")}
        searchable
        clearable
        clearButtonProps={{ "aria-label": t("goods.category.any") }}
        nothingFoundMessage={t("goods.none")}
        data={categories.map(({ name, goods }) => ({ value: name, label: `${name} · ${format.number(goods)}` }))}
        value={asked.category}
        onChange={(category) => onAsk({ ...asked, category })}
      />
      <Select
        label={t("goods.available")}
        allowDeselect={false}
        data={(["any", "yes", "no"] as const).map((value) => ({ value, label: t(`goods.available.${value}`) }))}
        value={asked.available ?? "any"}
        onChange={(value) => onAsk({ ...asked, available: value === "yes" || value === "no" ? value : null })}
      />
    </>
  );
}

function Rows({ rows }: { rows: Good[] }) {
  const t = useT();
  const mayWrite = useMay("goods.write");
  const [dropped, setDropped] = useState<Good | null>(null);
  const columns: Column<Good>[] = [
    { key: "title", title: t("goods.name"), main: true, cell: (good) => <Named good={good} /> },
    { key: "category", title: t("goods.category"), cell: ({ category }) => category },
    { key: "price", title: t("goods.price"), align: "end", cell: (good) => <Price good={good} /> },
    { key: "available", title: t("goods.available"), cell: (good) => <Availability good={good} /> },
  ];
  if (mayWrite) columns.push({ key: "act", title: "", align: "end", cell: (good) => <IconButton icon="trash" label={t("goods.drop_one", { title: good.title })} onClick={() => setDropped(good)} /> });
  return (
    <>
      <Table caption={t("goods.title")} rows={rows} keyOf={({ product }) => product} columns={columns} />
      {dropped && <Drop good={dropped} onDone={() => setDropped(null)} />}
    </>
  );
}

function Named({ good: { title, product, url, image_url: image } }: { good: Good }) {
  const t = useT();
  return (
    <div className={classes.named}>
      <Picture url={image} />
      <div className={classes.words}>
        {url ? (
          <a href={url} target="_blank" rel="noreferrer">
            <bdi>{title}</bdi>
            <span className="unseen">{t("goods.opens_shop")}</span>
          </a>
        ) : (
          <bdi>{title}</bdi>
        )}
        <small className={classes.product}>
          <bdi>{product}</bdi>
        </small>
      </div>
    </div>
  );
}

function Price({ good: { price_minor: price, old_price_minor: old, currency } }: { good: Good }) {
  const { t, locale } = useI18n();
  if (price === null || currency === null) return "—";
  return (
    <span className={classes.price}>
      {sum(price, currency, locale)}
      {old !== null && old > price && (
        <s className={classes.old}>
          <span className="unseen">{t("goods.old_price")} </span>
          {sum(old, currency, locale)}
        </s>
      )}
    </span>
  );
}

function Availability({ good: { available, stock } }: { good: Good }) {
  const t = useT();
  if (!available) return <Status tone="quiet">{t("goods.is_gone")}</Status>;
  return <Status tone="kept">{stock === null ? t("goods.is_there") : t("goods.in_stock", { count: stock })}</Status>;
}

function Drop({ good, onDone }: { good: Good; onDone: () => void }) {
  const t = useT();
  const drop = useDropGood();
  return <Confirm opened title={t("goods.drop")} text={t("goods.drop.text", { title: good.title })} action={t("goods.drop.do")} pending={drop.isPending} error={drop.error} onClose={onDone} onConfirm={() => drop.mutate(good.product, { onSuccess: onDone })} />;
}

