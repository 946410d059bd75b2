/** Where goods are read from: the shop's feed by the clock, or a file; and what came of the last load. */
import { Button, NumberInput, SegmentedControl, Switch, TextInput } from "@mantine/core";
import { useRef, useState } from "react";
import { useMay } from "@/features/workspaces";
import type { GoodsFeed } from "@/shared/api/types";
import { useFormat } from "@/shared/format";
import { useI18n, useT } from "@/shared/i18n";
import { FileInput } from "@/shared/ui/FileInput";
import { Confirm } from "@/shared/ui/Confirm";
import { Actions, Facts, Stack } from "@/shared/ui/layout";
import { ErrorLine, Failure, SkeletonRows } from "@/shared/ui/states";
import { useToasts } from "@/shared/ui/toasts";
import { useFeed, useLoadFeed, useSaveFeed, useUploadGoods } from "@/features/goods/api/goods";
import { LoadState, SHRUNK } from "@/features/goods/ui/LoadState";
import classes from "@/features/goods/Goods.module.css";

const HOURS_MAX = 24;

/** YML or a table, packed or not. */
const FILES = ".csv,.xml,.yml,.gz,text/csv,text/xml,application/xml,application/gzip";

export function FeedPanel() {
  const query = useFeed();
  if (query.isPending) return <SkeletonRows rows={4} />;
  if (query.isLoadingError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  return (
    <Stack gap={5}>
      <FeedForm key={query.data.revision} feed={query.data} />
      <FileField feed={query.data} />
      <LastLoad feed={query.data} />
    </Stack>
  );
}

function FeedForm({ feed }: { feed: GoodsFeed }) {
  const t = useT();
  const { tell } = useToasts();
  const mayWrite = useMay("goods.write");
  const save = useSaveFeed();
  const load = useLoadFeed();
  const [form, setForm] = useState({ url: feed.url, format: feed.format, every_hours: feed.every_hours, enabled: !feed.url || feed.enabled });
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    save.mutate({ ...form, url: form.url.trim(), revision: feed.revision }, { onSuccess: () => tell(t("action.saved")) });
  };
  return (
    <form onSubmit={submit} aria-label={t("goods.feed")}>
      <Stack>
        <p className={classes.about}>{t("goods.feed.about")}</p>
        <TextInput
          type="url"
          inputMode="url"
          label={t("goods.feed.url")}
          description={t("goods.feed.url.help")}
          placeholder="https://shop.example/feed.xml"
          value={form.url}
          disabled={!mayWrite}
          maxLength={2000}
          onChange={(event) => setForm({ ...form, url: event.currentTarget.value })}
        />
        <SegmentedControl fullWidth aria-label={t("goods.feed.format")} disabled={!mayWrite} value={form.format} data={[{ value: "yml", label: "YML" }, { value: "csv", label: "CSV" }]} onChange={(format) => setForm({ ...form, format: format === "csv" ? "csv" : "yml" })} />
        <NumberInput label={t("goods.feed.every")} min={1} max={HOURS_MAX} allowDecimal={false} clampBehavior="strict" value={form.every_hours} disabled={!mayWrite} onChange={(value) => setForm({ ...form, every_hours: Number(value) || 1 })} />
        <Switch label={t("goods.feed.enabled")} checked={form.enabled} disabled={!mayWrite} onChange={(event) => setForm({ ...form, enabled: event.currentTarget.checked })} />
        <ErrorLine error={save.error ?? load.error} />
        {mayWrite && (
          <Actions>
            {feed.url && (
              <Button variant="default" loading={load.isPending} disabled={feed.state !== "idle"} onClick={() => load.mutate(false)}>
                {t("goods.feed.load")}
              </Button>
            )}
            <Button type="submit" loading={save.isPending}>
              {t("action.save")}
            </Button>
          </Actions>
        )}
      </Stack>
    </form>
  );
}

function FileField({ feed }: { feed: GoodsFeed }) {
  const t = useT();
  const mayWrite = useMay("goods.write");
  const input = useRef<HTMLInputElement>(null);
  const upload = useUploadGoods();
  if (!mayWrite) return null;
  return (
    <section className={classes.part} aria-labelledby="goods-file">
      <h3 id="goods-file">{t("goods.file")}</h3>
      <p className={classes.about}>{t("goods.file.about")}</p>
      <FileInput ref={input} label={t("goods.file.choose")} accept={FILES} onChoose={(file) => upload.mutate({ file, whole: false })} />
      <ErrorLine error={upload.error} />
      <Button variant="default" loading={upload.isPending} disabled={feed.state !== "idle"} onClick={() => input.current?.click()}>
        {t("goods.file.choose")}
      </Button>
    </section>
  );
}

function LastLoad({ feed }: { feed: GoodsFeed }) {
  const { t, byCode } = useI18n();
  const format = useFormat();
  if (!feed.last_started_at) return null;
  const figures: [string, string][] = [
    [t("goods.load.loaded"), format.number(feed.loaded)],
    [t("goods.load.gone"), format.number(feed.gone)],
    [t("goods.load.refused"), format.number(feed.refused)],
  ];
  if (feed.file_name) figures.unshift([t("goods.file"), feed.file_name]);
  if (feed.next_at) figures.push([t("goods.load.next"), format.exact(feed.next_at)]);
  return (
    <section className={classes.part} aria-labelledby="goods-load">
      <h3 id="goods-load">{t("goods.load")}</h3>
      <div role="status">
        <LoadState feed={feed} />
      </div>
      {feed.code && <p className={feed.code === SHRUNK ? classes.about : classes.failed}>{byCode("error", feed.code) ?? t("error.unknown", { code: feed.code })}</p>}
      {feed.code === SHRUNK && (feed.file_name ? <WholeFile feed={feed} /> : <Whole feed={feed} />)}
      <Facts items={figures} />
      {feed.refusals.length > 0 && <Refusals feed={feed} />}
    </section>
  );
}

/** The shop did become smaller: somebody who knows says so. */
function Whole({ feed }: { feed: GoodsFeed }) {
  const t = useT();
  const mayWrite = useMay("goods.write");
  const load = useLoadFeed();
  const [asking, setAsking] = useState(false);
  if (!mayWrite || feed.state !== "idle") return null;
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)}>
        {t("goods.whole")}
      </Button>
      <Confirm opened={asking} title={t("goods.whole.title")} text={t("goods.whole.text")} action={t("goods.whole")} pending={load.isPending} error={load.error} onClose={() => setAsking(false)} onConfirm={() => load.mutate(true, { onSuccess: () => setAsking(false) })} />
    </>
  );
}

/** The same of a file, whose bytes nobody kept: it is chosen once more. */
function WholeFile({ feed }: { feed: GoodsFeed }) {
  const t = useT();
  const mayWrite = useMay("goods.write");
  const input = useRef<HTMLInputElement>(null);
  const upload = useUploadGoods();
  const [asking, setAsking] = useState(false);
  if (!mayWrite || feed.state !== "idle") return null;
  const choose = () => {
    setAsking(false);
    input.current?.click();
  };
  return (
    <>
      <FileInput ref={input} label={t("goods.whole")} accept={FILES} onChoose={(file) => upload.mutate({ file, whole: true })} />
      <ErrorLine error={upload.error} />
      <Button variant="default" loading={upload.isPending} onClick={() => setAsking(true)}>
        {t("goods.whole")}
      </Button>
      <Confirm opened={asking} title={t("goods.whole.title")} text={t("goods.whole.file")} action={t("goods.file.choose")} pending={false} error={null} onClose={() => setAsking(false)} onConfirm={choose} />
    </>
  );
}

function Refusals({ feed }: { feed: GoodsFeed }) {
  const { t, byCode } = useI18n();
  const format = useFormat();
  return (
    <details className={classes.refusals}>
      <summary>{feed.refusals.length < feed.refused ? t("goods.refusals.first", { shown: format.number(feed.refusals.length) }) : t("goods.refusals")}</summary>
      <ol>
        {feed.refusals.map(({ line, product, code, params }) => (
          <li key={`${line} ${product}`}>
            <span>
              {t("goods.refusal.line", { line: format.number(line) })} <bdi>{product}</bdi>
            </span>
            <span className={classes.about}>{byCode("goods.wrong", params.field ?? "") ?? byCode("error", code) ?? code}</span>
          </li>
        ))}
      </ol>
    </details>
  );
}
