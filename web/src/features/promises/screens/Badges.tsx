/** The public badge: seen as it will be on the site, and copied from here. What it says is measured, never written. */
import { Button, SegmentedControl, Select } from "@mantine/core";
import { useState } from "react";
import { useI18n, useT } from "@/shared/i18n";
import { Confirm } from "@/shared/ui/Confirm";
import { CopyField } from "@/shared/ui/CopyField";
import { Row, Stack } from "@/shared/ui/layout";
import { Page, Section } from "@/shared/ui/Page";
import { Empty, ErrorLine, Failure, SkeletonRows } from "@/shared/ui/states";
import type { Badge } from "@/shared/api/types";
import { useBadges, useDeleteBadge, useMakeBadge } from "@/features/promises/api/promises";
import { addressOf, HEIGHTS, snippetOf, type Look } from "@/features/promises/rules";
import { useChannels } from "@/features/delivery";
import { useMay } from "@/features/workspaces";
import classes from "@/features/promises/ui/Promises.module.css";

const THEMES = ["light", "dark", "auto"] as const;
const SIZES = ["small", "medium", "large"] as const;

export function Badges() {
  const t = useT();
  const query = useBadges();
  const mayWrite = useMay("promises.write");
  return (
    <Page title={t("settings.badges")} lead={t("badges.lead")} width="form">
      {mayWrite && <NewBadge />}
      {query.isPending ? (
        <SkeletonRows rows={3} height={120} />
      ) : query.isLoadingError ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : query.data.length === 0 ? (
        <Empty icon="speed" title={t("badges.empty")} text={t("badges.empty.text")} />
      ) : (
        query.data.map((badge) => <OneBadge key={badge.id} badge={badge} mayWrite={mayWrite} />)
      )}
    </Page>
  );
}

function NewBadge() {
  const t = useT();
  const channels = useChannels().data ?? [];
  const make = useMakeBadge();
  const [channel, setChannel] = useState<string | null>(null);
  const [figure, setFigure] = useState<Badge["figure"]>("p80");
  return (
    <Stack gap={2}>
      <div className={classes.fields}>
        <Select label={t("promises.whose")} w={240} placeholder={t("hours.company")} clearable value={channel} data={channels.map(({ id, name }) => ({ value: id, label: name }))} onChange={setChannel} />
        <Select label={t("badges.figure")} w={300} maw="100%" allowDeselect={false} value={figure} data={[{ value: "p80", label: t("badges.p80") }, { value: "median", label: t("badges.median") }]} onChange={(value) => setFigure(value === "median" ? "median" : "p80")} />
        <Button loading={make.isPending} onClick={() => make.mutate({ channel_id: channel, figure, weeks: 4 })}>
          {t("badges.make")}
        </Button>
      </div>
      <ErrorLine error={make.error} />
    </Stack>
  );
}

function OneBadge({ badge, mayWrite }: { badge: Badge; mayWrite: boolean }) {
  const { t, locale } = useI18n();
  const name = (useChannels().data ?? []).find(({ id }) => id === badge.channel_id)?.name ?? t("hours.company");
  const remove = useDeleteBadge();
  const [asking, setAsking] = useState(false);
  const [look, setLook] = useState<Look>({ lang: locale, theme: "light", size: "medium" });
  const { seconds, answers, text } = badge.says;
  return (
    <Section
      title={name}
      lead={seconds === null ? t("badges.too_few", { count: answers }) : t("badges.says", { count: answers })}
      action={
        mayWrite && (
          <Button variant="subtle" color="red" size="compact-sm" onClick={() => setAsking(true)}>
            {t("action.delete")}
          </Button>
        )
      }
    >
      <Stack gap={3}>
        <div className={classes.preview} data-theme={look.theme}>
          <img src={`/badge/${badge.public_id}.svg?lang=${look.lang}&theme=${look.theme}&size=${look.size}&preview=true`} alt={text} height={HEIGHTS[look.size]} />
        </div>
        <Row wrap gap={3}>
          <SegmentedControl aria-label={t("badges.language")} value={look.lang} data={[{ value: "ru", label: "Русский" }, { value: "en", label: "English" }]} onChange={(lang) => setLook({ ...look, lang: lang === "en" ? "en" : "ru" })} />
          <SegmentedControl aria-label={t("badges.theme")} value={look.theme} data={THEMES.map((theme) => ({ value: theme, label: t(`badges.theme.${theme}`) }))} onChange={(theme) => setLook({ ...look, theme })} />
          <SegmentedControl aria-label={t("badges.size")} value={look.size} data={SIZES.map((size) => ({ value: size, label: t(`badges.size.${size}`) }))} onChange={(size) => setLook({ ...look, size })} />
        </Row>
        <CopyField label={t("badges.html")} value={snippetOf(badge, look)} />
        <CopyField label={t("badges.svg")} value={addressOf(badge, look)} />
        <CopyField label={t("badges.json")} value={`${badge.url}.json?lang=${look.lang}`} />
        <ErrorLine error={remove.error} />
      </Stack>
      <Confirm opened={asking} title={t("badges.delete", { name })} text={t("badges.delete.text")} action={t("action.delete")} onConfirm={() => remove.mutate(badge.id)} onClose={() => setAsking(false)} />
    </Section>
  );
}
