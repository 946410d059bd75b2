/** What a mailbox needs before it writes to many: records in DNS to copy and check, and a slow beginning. */
import { Button, NumberInput } from "@mantine/core";
import { useState } from "react";
import { useFormat } from "@/shared/format";
import { useI18n } from "@/shared/i18n";
import { CopyField } from "@/shared/ui/CopyField";
import { Actions, Row, Stack } from "@/shared/ui/layout";
import { Section } from "@/shared/ui/Page";
import { Status, type Tone } from "@/shared/ui/Status";
import { ErrorLine, Failure, SkeletonRows } from "@/shared/ui/states";
import { useToasts } from "@/shared/ui/toasts";
import type { DnsRecord, MassMail } from "@/shared/api/types";
import { useCheckDns, useMakeKeys, useMassMail, useSaveMassMail } from "@/features/delivery/api/mass";
import { useMay } from "@/features/workspaces";

const TONES: Record<string, Tone> = { ok: "kept", missing: "broken", different: "broken", unanswered: "soon" };
const FIRST = 50;
const GOAL = 20_000;
const FACTOR = 1.5;
const DAY = 10;

export default function MassMailSection({ channelId }: { channelId: string }) {
  const { t } = useI18n();
  const query = useMassMail(channelId);
  return (
    <Section title={t("mass_mail.title")} lead={t("mass_mail.lead")}>
      {query.isPending ? (
        <SkeletonRows rows={3} height={44} />
      ) : query.isLoadingError ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : (
        <>
          <Records channelId={channelId} records={query.data.records} />
          <WarmUp key={JSON.stringify(query.data.warm_up)} channelId={channelId} mail={query.data} />
        </>
      )}
    </Section>
  );
}

function Records({ channelId, records }: { channelId: string; records: readonly DnsRecord[] }) {
  const { t } = useI18n();
  const { tellError } = useToasts();
  const mayWrite = useMay("channels.write");
  const make = useMakeKeys(channelId);
  const check = useCheckDns(channelId);
  const signed = records.some(({ kind }) => kind === "dkim");
  return (
    <Stack>
      {records.map((record) => (
        <Stack key={record.name} gap={2}>
          <Row wrap>
            <h3>{title(record)}</h3>
            {record.signs && <Status tone="kept">{t("mass_mail.signs")}</Status>}
            {record.state && <Status tone={TONES[record.state] ?? "quiet"}>{t(`mass_mail.state.${record.state as "ok"}`)}</Status>}
          </Row>
          <p>{t(`mass_mail.about.${record.kind as "spf"}`)}</p>
          <CopyField label={t("mass_mail.name", { kind: record.kind.toUpperCase() })} value={record.name} />
          {record.value ? <CopyField label={t("mass_mail.value", { kind: record.kind.toUpperCase() })} value={record.value} /> : <p>{t("mass_mail.spf")}</p>}
        </Stack>
      ))}
      {mayWrite && (
        <Actions>
          <Button variant="default" size="xs" loading={make.isPending} onClick={() => make.mutate(undefined, { onError: tellError })}>
            {signed ? t("mass_mail.keys.new") : t("mass_mail.keys.make")}
          </Button>
          <Button size="xs" loading={check.isPending} onClick={() => check.mutate(undefined, { onError: tellError })}>
            {t("mass_mail.check")}
          </Button>
        </Actions>
      )}
    </Stack>
  );
}

/** Two keys of DKIM stand side by side: each is called by its kind. */
function title({ kind, value }: DnsRecord): string {
  if (kind !== "dkim") return kind.toUpperCase();
  return value.includes("k=ed25519") ? "DKIM, Ed25519" : "DKIM, RSA";
}

function WarmUp({ channelId, mail }: { channelId: string; mail: MassMail }) {
  const { t } = useI18n();
  const format = useFormat();
  const { tell } = useToasts();
  const mayWrite = useMay("channels.write");
  const [first, setFirst] = useState(mail.warm_up?.first ?? FIRST);
  const [goal, setGoal] = useState(mail.warm_up?.goal ?? GOAL);
  const save = useSaveMassMail(channelId);
  const began = mail.warm_up?.began ?? new Date().toISOString().slice(0, DAY);
  const put = (on: boolean) =>
    save.mutate({ pace: mail.pace, warm_up: on ? { began, first, goal, factor: mail.warm_up?.factor ?? FACTOR } : null }, { onSuccess: () => tell(t("action.saved")) });
  return (
    <Stack>
      <h3>{t("mass_mail.warm_up")}</h3>
      <p>{mail.warm_up ? t("mass_mail.warm_up.on", { sent: mail.sent_today, allowed: mail.allowed_today === null ? "∞" : format.number(mail.allowed_today), days: mail.steps.length }) : t("mass_mail.warm_up.lead")}</p>
      {mayWrite && (
        <>
          <Row wrap>
            <NumberInput label={t("mass_mail.warm_up.first")} {...format.separators} min={1} max={100_000} allowDecimal={false} value={first} onChange={(value) => setFirst(Number(value) || 1)} />
            <NumberInput label={t("mass_mail.warm_up.goal")} {...format.separators} min={1} max={10_000_000} allowDecimal={false} value={goal} onChange={(value) => setGoal(Number(value) || 1)} />
          </Row>
          <ErrorLine error={save.error} />
          <Actions>
            {mail.warm_up && (
              <Button variant="default" size="xs" loading={save.isPending} onClick={() => put(false)}>
                {t("mass_mail.warm_up.stop")}
              </Button>
            )}
            <Button variant="default" size="xs" loading={save.isPending} onClick={() => put(true)}>
              {mail.warm_up ? t("action.save") : t("mass_mail.warm_up.start")}
            </Button>
          </Actions>
        </>
      )}
    </Stack>
  );
}
