/** How I am told: this device, the others, what rings, what makes a sound, when it is quiet. */
import { Button, Checkbox, NativeSelect, Switch } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useI18n, type Key } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/IconButton";
import { Row, Stack } from "@/shared/ui/layout";
import { Page, Section } from "@/shared/ui/Page";
import { Empty, ErrorLine, Failure, SkeletonRows } from "@/shared/ui/states";
import { Table } from "@/shared/ui/Table";
import { TimeAgo } from "@/shared/ui/TimeAgo";
import { useToasts } from "@/shared/ui/toasts";
import type { PushChoice, PushState } from "@/shared/api/types";
import { PermissionRefused, subscribedHere, supportHere } from "@/features/notifications/device";
import { useAddDevice, useChoose, usePush, useRemoveDevice, useTryPush } from "@/features/notifications/api/push";

const KINDS = ["messages", "mentions", "assignments", "deadlines", "quality", "other"] as const;
const HALF_HOURS = Array.from({ length: 48 }, (_, index) => index * 30);

export function NotificationSettings() {
  const { t } = useI18n();
  const query = usePush();
  return (
    <Page title={t("settings.notifications")} lead={t("push.lead")} width="form">
      {query.isPending ? <SkeletonRows rows={5} /> : query.isLoadingError ? <Failure error={query.error} retry={() => void query.refetch()} /> : <Choices state={query.data} />}
    </Page>
  );
}

function Choices({ state }: { state: PushState }) {
  const { t } = useI18n();
  const { mutate, error } = useChoose();
  const change = (part: Partial<PushChoice>) => mutate({ ...state.choice, ...part, time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone });
  return (
    <>
      <Section title={t("push.devices")} lead={t("push.devices.lead")}>
        <Devices state={state} />
      </Section>
      <Section title={t("push.what")} lead={t("push.what.lead")}>
        <Stack gap={3}>
          <ErrorLine error={error} />
          <Switch label={t("push.enabled")} checked={state.choice.push} onChange={(event) => change({ push: event.currentTarget.checked })} />
          <Switch label={t("push.shows_text")} description={t("push.shows_text.help")} checked={state.choice.shows_text} onChange={(event) => change({ shows_text: event.currentTarget.checked })} />
          <Kinds muted={state.choice.muted} onChange={(muted) => change({ muted })} />
        </Stack>
      </Section>
      <Section title={t("push.sound")}>
        <Switch label={t("push.sound.on")} description={t("push.sound.help")} checked={state.choice.sound} onChange={(event) => change({ sound: event.currentTarget.checked })} />
      </Section>
      <Section title={t("push.quiet")} lead={t("push.quiet.lead")}>
        <Quiet choice={state.choice} onChange={change} />
      </Section>
    </>
  );
}

function Kinds({ muted, onChange }: { muted: PushChoice["muted"]; onChange: (muted: PushChoice["muted"]) => void }) {
  const { t } = useI18n();
  return (
    <div role="group" aria-label={t("push.what")}>
      <Stack gap={2}>
        {KINDS.map((kind) => (
          <Checkbox key={kind} label={t(`push.kind.${kind}` as Key)} checked={!muted.includes(kind)} onChange={(event) => onChange(event.currentTarget.checked ? muted.filter((one) => one !== kind) : [...muted, kind])} />
        ))}
      </Stack>
    </div>
  );
}

function Quiet({ choice, onChange }: { choice: PushChoice; onChange: (part: Partial<PushChoice>) => void }) {
  const { t } = useI18n();
  const times = HALF_HOURS.map((minute) => ({ value: String(minute), label: `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}` }));
  return (
    <Stack gap={3}>
      <Switch label={t("push.quiet.on")} checked={choice.quiet} onChange={(event) => onChange({ quiet: event.currentTarget.checked })} />
      <Row gap={3}>
        <NativeSelect label={t("push.quiet.from")} data={times} disabled={!choice.quiet} value={String(choice.quiet_from)} onChange={(event) => onChange({ quiet_from: Number(event.currentTarget.value) })} />
        <NativeSelect label={t("push.quiet.to")} data={times} disabled={!choice.quiet} value={String(choice.quiet_to)} onChange={(event) => onChange({ quiet_to: Number(event.currentTarget.value) })} />
      </Row>
    </Stack>
  );
}

function Devices({ state }: { state: PushState }) {
  const { t } = useI18n();
  const remove = useRemoveDevice();
  const { tell } = useToasts();
  const trial = useTryPush();
  return (
    <Stack gap={3}>
      <ThisDevice publicKey={state.public_key} />
      {state.devices.length === 0 ? (
        <Empty icon="bell" title={t("push.devices.none")} text={t("push.devices.none.text")} />
      ) : (
        <>
          <Table
            caption={t("push.devices")}
            rows={[...state.devices]}
            keyOf={({ id }) => id}
            columns={[
              { key: "label", title: t("push.device"), main: true, cell: ({ label }) => label || t("push.device.unnamed") },
              { key: "used", title: t("push.device.used"), cell: ({ used_at: at }) => (at ? <TimeAgo at={at} /> : t("push.device.never")) },
              { key: "act", title: "", align: "end", cell: ({ id, label }) => <IconButton icon="trash" label={t("push.device.remove", { name: label || t("push.device.unnamed") })} onClick={() => remove.mutate({ id, here: false })} /> },
            ]}
          />
          <Row>
            <Button variant="default" loading={trial.isPending} onClick={() => trial.mutate(undefined, { onSuccess: () => tell(t("push.trial.sent")) })}>
              {t("push.trial")}
            </Button>
          </Row>
        </>
      )}
      <ErrorLine error={remove.error ?? trial.error} />
    </Stack>
  );
}

function ThisDevice({ publicKey }: { publicKey: string }) {
  const { t } = useI18n();
  const add = useAddDevice();
  const { data: subscribed } = useQuery({ queryKey: ["notifications", "here", add.data], queryFn: subscribedHere });
  const support = supportHere();
  if (support !== "yes") return <p role="note">{t(`push.support.${support}` as Key)}</p>;
  return (
    <Stack gap={2}>
      <Row>
        <Button disabled={subscribed} loading={add.isPending} onClick={() => add.mutate(publicKey)}>
          {subscribed ? t("push.here.on") : t("push.here.turn_on")}
        </Button>
      </Row>
      {add.error instanceof PermissionRefused ? <p role="alert">{t("push.support.denied")}</p> : <ErrorLine error={add.error} />}
    </Stack>
  );
}
