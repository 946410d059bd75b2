/** How often and at what hours the company writes first, and what that means for one person. */
import { Button, NumberInput, Radio, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { useI18n, useT } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/IconButton";
import { Actions, Stack } from "@/shared/ui/layout";
import { Page, Section } from "@/shared/ui/Page";
import { ErrorLine, Failure, SkeletonRows } from "@/shared/ui/states";
import { useToasts } from "@/shared/ui/toasts";
import type { ChannelHours, ContactPolicy as Policy, LevelCap, PolicyOut } from "@/shared/api/types";
import { usePolicy, useSavePolicy } from "@/features/contact_policy/api/policy";
import { levelName } from "@/features/contact_policy/levels";
import { Example } from "@/features/contact_policy/ui/Example";
import { HoursOf } from "@/features/contact_policy/ui/HoursOf";
import { useChannelName } from "@/features/consents";
import { useMay } from "@/features/workspaces";
import classes from "@/features/contact_policy/ui/Policy.module.css";

const WINDOWS = ["day", "week", "month"] as const;
const CAP_MAX = 100;

export function ContactPolicy() {
  const t = useT();
  const query = usePolicy();
  return (
    <Page title={t("settings.contact_policy")} lead={t("contact_policy.lead")} width="form">
      {query.isPending ? <SkeletonRows rows={6} height={56} /> : query.isLoadingError ? <Failure error={query.error} retry={() => void query.refetch()} /> : <Form key={JSON.stringify(query.data)} told={query.data} />}
    </Page>
  );
}

function Form({ told }: { told: PolicyOut }) {
  const t = useT();
  const { tell } = useToasts();
  const mayWrite = useMay("consents.manage");
  const save = useSavePolicy();
  const [policy, setPolicy] = useState<Policy>(() => ({ ...told.policy, caps: capsFor(told) }));
  const change = (part: Partial<Policy>) => setPolicy((old) => ({ ...old, ...part }));
  const wrong = policy.caps.some(contradicts);
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    save.mutate(policy, { onSuccess: () => tell(t("action.saved")) });
  };
  return (
    <>
      <form onSubmit={submit}>
        <fieldset disabled={!mayWrite} className={classes.form}>
          {!told.own && <p className={classes.note}>{t("contact_policy.starting")}</p>}
          <Section title={t("contact_policy.caps")} lead={t("contact_policy.caps.lead")}>
            <Caps caps={policy.caps} levels={told.levels} onChange={(caps) => change({ caps })} />
            <Radio.Group label={t("contact_policy.on_cap")} value={policy.on_cap} onChange={(value) => change({ on_cap: value === "put_off" ? "put_off" : "refuse" })}>
              <Stack>
                <Radio value="refuse" label={t("contact_policy.on_cap.refuse")} />
                <Radio value="put_off" label={t("contact_policy.on_cap.put_off")} />
              </Stack>
            </Radio.Group>
          </Section>
          <Section title={t("contact_policy.hours")} lead={t("contact_policy.hours.lead")}>
            <Hours hours={policy.hours} channels={told.channels} onChange={(hours) => change({ hours })} />
            <TextInput label={t("contact_policy.attribute")} description={t("contact_policy.attribute.lead")} required withAsterisk={false} maxLength={64} maw={320} value={policy.time_zone_attribute} onChange={(event) => change({ time_zone_attribute: event.currentTarget.value })} />
          </Section>
          <ErrorLine error={save.error} />
          {mayWrite && (
            <Actions>
              <Button type="submit" loading={save.isPending} disabled={wrong}>
                {t("action.save")}
              </Button>
            </Actions>
          )}
        </fieldset>
      </form>
      <Section title={t("contact_policy.example")} lead={t("contact_policy.example.lead")}>
        <Example policy={policy} told={told} wrong={wrong} />
      </Section>
    </>
  );
}

/** A line for each level there is; one that has none of its own begins with what it would inherit. */
function capsFor({ policy, levels }: PolicyOut): LevelCap[] {
  const named = levels.map((_, level) => {
    const nearest = policy.caps.filter((cap) => cap.level <= level).sort((one, other) => other.level - one.level)[0];
    return { ...(nearest ?? { day: null, week: null, month: null }), level };
  });
  return named;
}

/** A longer window cannot hold fewer. */
function contradicts({ day, week, month }: LevelCap): boolean {
  const most = [day, week, month].filter((value) => value !== null && value !== undefined);
  return most.some((value, at) => at > 0 && value < (most[at - 1] ?? 0));
}

function Caps({ caps, levels, onChange }: { caps: readonly LevelCap[]; levels: readonly string[]; onChange: (caps: LevelCap[]) => void }) {
  const t = useT();
  const put = (level: number, part: Partial<LevelCap>) => onChange(caps.map((cap) => (cap.level === level ? { ...cap, ...part } : cap)));
  return (
    <table className={classes.caps}>
      <caption className="unseen">{t("contact_policy.caps")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("contact_policy.level")}</th>
          {WINDOWS.map((name) => (
            <th key={name} scope="col">
              {t(`contact_policy.window.${name}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {caps.map((cap) => {
          const name = levelName(t, levels, cap.level);
          return (
            <tr key={cap.level}>
              <th scope="row">
                {name}
                {contradicts(cap) && (
                  <span className={classes.wrong} role="alert">
                    {t("contact_policy.caps.order")}
                  </span>
                )}
              </th>
              {WINDOWS.map((window) => (
                <td key={window}>
                  <NumberInput aria-label={`${name}: ${t(`contact_policy.window.${window}`)}`} placeholder="∞" min={0} max={CAP_MAX} clampBehavior="strict" allowDecimal={false} hideControls value={cap[window] ?? ""} onChange={(value) => put(cap.level, { [window]: value === "" ? null : Number(value) })} />
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Hours({ hours, channels, onChange }: { hours: readonly ChannelHours[]; channels: readonly string[]; onChange: (hours: ChannelHours[]) => void }) {
  const { t } = useI18n();
  const channelName = useChannelName();
  const others = channels.filter((channel) => !hours.some((one) => one.channel === channel));
  const ordered = [...hours].sort((one, other) => Number(one.channel !== "") - Number(other.channel !== ""));
  const usual = ordered[0]?.week ?? [];
  return (
    <Stack>
      {ordered.map((one) => {
        const name = one.channel === "" ? t("contact_policy.channel.any") : channelName(one.channel);
        return (
          <div key={one.channel} className={classes.channel}>
            <HoursOf name={name} week={one.week} onChange={(week) => onChange(hours.map((old) => (old.channel === one.channel ? { ...old, week } : old)))} />
            {one.channel !== "" && <IconButton icon="trash" label={t("contact_policy.channel.remove", { name })} onClick={() => onChange(hours.filter((old) => old.channel !== one.channel))} />}
          </div>
        );
      })}
      {others.length > 0 && <Select label={t("contact_policy.channel.add")} placeholder={t("contact_policy.channel.choose")} maw={320} value={null} data={others.map((value) => ({ value, label: channelName(value) }))} onChange={(channel) => channel && onChange([...hours, { channel, week: usual }])} />}
    </Stack>
  );
}
