/** What the policy on the screen, saved or not, would do to one message for Anna. */
import { NumberInput, Select } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { useI18n, useT } from "@/shared/i18n";
import { ErrorLine, SkeletonRows } from "@/shared/ui/states";
import { useDebounced } from "@/shared/ui/useDebounced";
import { ZoneField } from "@/shared/ui/ZoneField";
import type { ChannelAnswer, ContactPolicy, PolicyOut } from "@/shared/api/types";
import { useExample, type Tried } from "@/features/contact_policy/api/policy";
import { toldIn } from "@/features/contact_policy/hours";
import { levelName } from "@/features/contact_policy/levels";
import { useChannelName } from "@/features/consents";
import { useChannels } from "@/features/delivery";
import classes from "@/features/contact_policy/ui/Policy.module.css";

const DateTimeField = lazy(() => import("@/shared/ui/DateTimeField").then(({ DateTimeField: component }) => ({ default: component })));

const PAUSE_MS = 300;
const GOT_MAX = 20;

export function Example({ policy, told, wrong }: { policy: ContactPolicy; told: PolicyOut; wrong: boolean }) {
  const t = useT();
  const [level, setLevel] = useState(0);
  const [zone, setZone] = useState("Asia/Novosibirsk");
  const [got, setGot] = useState(0);
  const [at, setAt] = useState<Date | null>(null);
  const tried = useDebounced<Tried>({ policy, level, time_zone: zone, at: at?.toISOString() ?? null, got: [got] }, PAUSE_MS);
  const query = useExample(tried, !wrong);
  return (
    <div className={classes.example}>
      <div className={classes.asked}>
        {told.levels.length > 1 && <Select label={t("contact_policy.example.level")} allowDeselect={false} value={String(level)} data={told.levels.map((_, one) => ({ value: String(one), label: levelName(t, told.levels, one) }))} onChange={(value) => setLevel(Number(value ?? 0))} />}
        <ZoneField label={t("contact_policy.example.zone")} known={told.time_zone} value={zone} onChange={setZone} />
        <NumberInput label={t("contact_policy.example.got")} min={0} max={GOT_MAX} clampBehavior="strict" allowDecimal={false} value={got} onChange={(value) => setGot(Number(value) || 0)} />
        <Suspense fallback={<SkeletonRows rows={1} height={60} />}>
          <DateTimeField label={t("contact_policy.example.at")} value={at} onChange={setAt} />
        </Suspense>
      </div>
      {query.isPending && !wrong && <SkeletonRows rows={3} height={24} />}
      <ErrorLine error={query.error} />
      {query.data && <Answers answers={query.data.channels} zone={tried.time_zone} at={query.data.at} policy={policy} />}
    </div>
  );
}

/** Of the channels the company has, and those it chose hours for. */
function Answers({ answers, zone, at, policy }: { answers: readonly ChannelAnswer[]; zone: string; at: string; policy: ContactPolicy }) {
  const { t, locale, byCode } = useI18n();
  const channelName = useChannelName();
  const kinds = new Set([...(useChannels().data ?? []).map(({ kind }) => kind), ...policy.hours.map(({ channel }) => channel)]);
  const shown = answers.filter(({ channel }) => kinds.has(channel));
  const said = (one: ChannelAnswer) => {
    if (one.at === null) return byCode("consents.refused", one.refused) ?? one.refused;
    if (!one.delayed) return t("contact_policy.example.goes");
    return t("contact_policy.example.waits", { why: byCode("contact_policy.delayed", one.delayed) ?? one.delayed, at: toldIn(zone, locale, one.at) });
  };
  return (
    <div role="status" aria-label={t("contact_policy.example")}>
      <p className={classes.moment}>{t("contact_policy.example.clock", { at: toldIn(zone, locale, at) })}</p>
      <ul className={classes.answers}>
        {shown.map((one) => (
          <li key={one.channel}>
            <span className={classes.mark} data-goes={(one.at !== null && !one.delayed) || undefined} data-waits={one.delayed !== "" || undefined} aria-hidden="true" />
            <span className={classes.name}>{channelName(one.channel)}</span>
            <span className={classes.told}>{said(one)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
