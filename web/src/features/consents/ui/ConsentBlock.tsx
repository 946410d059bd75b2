/** What the person agreed to, by purpose and channel; why something would not go; their history and its proof. */
import { Button, Switch } from "@mantine/core";
import { useState } from "react";
import { API } from "@/shared/api/http";
import type { Consents, Standing } from "@/shared/api/types";
import { useFormat } from "@/shared/format";
import { useI18n } from "@/shared/i18n";
import { Failure, SkeletonRows } from "@/shared/ui/states";
import { useToasts } from "@/shared/ui/toasts";
import { useConsents, usePurposes, useSetCalls } from "@/features/consents/api/consents";
import { PersonalData } from "@/features/consents/ui/PersonalData";
import { SayConsent } from "@/features/consents/ui/SayConsent";
import { SentAndWhy } from "@/features/consents/ui/SentAndWhy";
import { useChannelName, usePurposeName } from "@/features/consents/names";
import { useMay } from "@/features/workspaces";
import classes from "@/features/consents/ui/Consents.module.css";

const OWN_PAGES = ["preference_centre", "one_click", "command"];

export default function ConsentBlock({ contactId }: { contactId: string }) {
  const query = useConsents(contactId);
  if (query.isPending) return <SkeletonRows rows={3} height={24} />;
  if (query.isLoadingError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  return <Block contactId={contactId} told={query.data} />;
}

function Block({ contactId, told }: { contactId: string; told: Consents }) {
  const { t, byCode } = useI18n();
  const { tellError } = useToasts();
  const mayWrite = useMay("consents.write");
  const calls = useSetCalls(contactId);
  const [saying, setSaying] = useState<Standing | null>(null);
  const purposes = usePurposes().data ?? [];
  const nameOf = usePurposeName();
  const worded = new Set(purposes.filter(({ wordings }) => wordings.length > 0).map(({ code }) => code)); // nobody agrees to no words
  const codes = purposes.map(({ code }) => code).filter((code) => told.standing.some(({ purpose }) => purpose === code));
  return (
    <div className={classes.block}>
      {codes.length === 0 && <p className={classes.quiet}>{t(purposes.length > 0 ? "consents.nowhere" : "consents.none")}</p>}
      {codes.map((code) => (
        <div key={code}>
          <p className={classes.purpose}>{nameOf(code)}</p>
          <ul className={classes.lines}>
            {told.standing
              .filter(({ purpose }) => purpose === code)
              .map((line) => (
                <Line key={`${line.channel} ${line.address}`} line={line} onSay={mayWrite && worded.has(code) ? () => setSaying(line) : undefined} />
              ))}
          </ul>
        </div>
      ))}
      <Switch label={t("consents.write_only")} checked={told.write_only} disabled={!mayWrite || calls.isPending} onChange={(event) => calls.mutate(event.currentTarget.checked, { onError: tellError })} />
      {told.suppressed.length > 0 && (
        <ul className={classes.lines}>
          {told.suppressed.map((one) => (
            <li key={one.id} className={classes.refused}>
              {one.address}: {byCode("consents.reason", one.reason) ?? one.reason}
            </li>
          ))}
        </ul>
      )}
      <History contactId={contactId} told={told} />
      <SentAndWhy contactId={contactId} />
      <PersonalData contactId={contactId} />
      {saying && <SayConsent contactId={contactId} line={saying} onClose={() => setSaying(null)} />}
    </div>
  );
}

function Line({ line, onSay }: { line: Standing; onSay: (() => void) | undefined }) {
  const { t, byCode } = useI18n();
  const format = useFormat();
  const channelName = useChannelName();
  const chosen = line.refused === "" && line.status === "granted";
  const why = line.refused ? (byCode("consents.refused", line.refused) ?? line.refused) : t(chosen ? "consents.granted" : "consents.free");
  return (
    <li className={classes.line}>
      <span className={classes.mark} data-free={line.refused === "" || undefined} aria-hidden="true" />
      <span className={classes.words}>
        {channelName(line.channel)}
        <small>
          {why}
          {line.at && `, ${format.date(line.at)}`}
        </small>
      </span>
      {onSay && (
        <Button size="compact-xs" variant="subtle" onClick={onSay} aria-label={t(chosen ? "consents.withdraw.of" : "consents.record.of", { channel: channelName(line.channel) })}>
          {t(chosen ? "consents.withdraw" : "consents.record")}
        </Button>
      )}
    </li>
  );
}

function History({ contactId, told }: { contactId: string; told: Consents }) {
  const { t, byCode } = useI18n();
  const format = useFormat();
  const nameOf = usePurposeName();
  const channelName = useChannelName();
  if (told.history.length === 0) return null;
  return (
    <details className={classes.history}>
      <summary>{t("consents.history", { count: told.history.length })}</summary>
      {!told.whole && (
        <p className={classes.refused} role="alert">
          {t("consents.broken")}
        </p>
      )}
      <ol className={classes.lines}>
        {told.history.map((record) => (
          <li key={record.id}>
            <strong>{byCode("consents.act", record.act) ?? record.act}</strong>
            {record.purpose && ` · ${nameOf(record.purpose)}`} · {channelName(record.channel)}
            <small>
              {format.exact(record.at)} · {byCode("consents.method", record.method) ?? record.method}
              {sourceOf(record).map((one) => ` · ${one}`)}
            </small>
            {record.wording && (
              <>
                <q>{record.wording}</q>
                <small>{t("consents.wording", { version: record.wording_version })}</small>
              </>
            )}
          </li>
        ))}
      </ol>
      <div className={classes.proofs}>
        <a href={`${API}/contacts/${contactId}/consents/proof.html`} target="_blank" rel="noreferrer">
          {t("consents.proof")}
        </a>
        <a href={`${API}/contacts/${contactId}/consents/proof`} download={`consents-${contactId}.json`}>
          {t("consents.proof.file")}
        </a>
      </div>
    </details>
  );
}

/** Where it was said: a form, a file, a page, and what a colleague noted. The preference page names itself by its method. */
function sourceOf({ method, form, page_url, note }: Consents["history"][number]): string[] {
  return [...(OWN_PAGES.includes(method) ? [] : [form, page_url]), note].filter(Boolean);
}
