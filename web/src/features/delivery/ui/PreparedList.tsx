/** Templates of a channel: what the provider thinks of each, and what usually stands in their blanks. */
import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useI18n } from "@/shared/i18n";
import { Actions, Stack } from "@/shared/ui/layout";
import { Section } from "@/shared/ui/Page";
import { Status, type Tone } from "@/shared/ui/Status";
import { ErrorLine, Failure, SkeletonRows } from "@/shared/ui/states";
import { useToasts } from "@/shared/ui/toasts";
import type { PreparedMessage, PreparedRow } from "@/shared/api/types";
import { useFillPrepared, usePrepared, useReadPrepared } from "@/features/delivery/api/prepared";
import { around, firstWords, spokenIn } from "@/features/delivery/prepared";
import { PreparedPreview } from "@/features/delivery/ui/PreparedPreview";
import classes from "@/features/delivery/ui/Prepared.module.css";
import { useMay } from "@/features/workspaces";

const TONES: Record<PreparedMessage["standing"], Tone> = { approved: "kept", pending: "soon", paused: "soon", rejected: "broken", disabled: "quiet" };
const VALUE_MAX = 1024;

export default function PreparedList({ channelId }: { channelId: string }) {
  const { t } = useI18n();
  const { tell, tellError } = useToasts();
  const query = usePrepared(channelId);
  const read = useReadPrepared(channelId);
  const ask = () => read.mutate(undefined, { onSuccess: () => tell(t("prepared.asked")), onError: tellError });
  return (
    <Section title={t("prepared.title")} lead={t("prepared.lead")}>
      {query.isPending ? (
        <SkeletonRows rows={3} height={44} />
      ) : query.isLoadingError ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : query.data.length === 0 ? (
        <p>{t("prepared.none")}</p>
      ) : (
        <ul className={classes.list}>
          {query.data.map((row) => (
            <li key={row.id}>
              <One row={row} />
            </li>
          ))}
        </ul>
      )}
      <Button variant="default" size="xs" loading={read.isPending} onClick={ask} style={{ alignSelf: "flex-start" }}>
        {t("prepared.ask")}
      </Button>
    </Section>
  );
}

function One({ row }: { row: PreparedRow }) {
  const { t } = useI18n();
  const { message, fills } = row;
  const mayFill = useMay("channels.write") && message.blanks.length > 0 && !message.unsupported;
  return (
    <details className={classes.one}>
      <summary>
        <span className={classes.name}>{firstWords(message)}</span>
        <About message={message} />
        <Status tone={TONES[message.standing]}>{t(`prepared.standing.${message.standing}`)}</Status>
      </summary>
      <div className={classes.inside}>
        <Trouble message={message} />
        <PreparedPreview message={message} values={fills} />
        {mayFill && <Fills key={JSON.stringify(fills)} row={row} />}
      </div>
    </details>
  );
}

function About({ message }: { message: PreparedMessage }) {
  const { t, byCode, locale } = useI18n();
  const { name, category, quality } = message;
  const purpose = category && (byCode("prepared.category", category) ?? category);
  const judged = !quality || quality === "unknown" ? "" : t(`prepared.quality.${quality}`);
  return <span className={classes.about}>{[spokenIn(message, locale), purpose, judged, name].filter(Boolean).join(" · ")}</span>;
}

function Trouble({ message: { reason, unsupported } }: { message: PreparedMessage }) {
  const { t, byCode } = useI18n();
  return (
    <>
      {reason && <p className={classes.reason}>{byCode("prepared.reason", reason.toLowerCase()) ?? t("prepared.reason", { reason })}</p>}
      {unsupported && <p className={classes.reason}>{t("prepared.unsupported", { part: unsupported })}</p>}
    </>
  );
}

function Fills({ row }: { row: PreparedRow }) {
  const { t } = useI18n();
  const { tell } = useToasts();
  const [fills, setFills] = useState<Record<string, string>>(row.fills);
  const save = useFillPrepared();
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    save.mutate({ id: row.id, fills }, { onSuccess: () => tell(t("action.saved")) });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <p className={classes.about}>{t("prepared.fills.lead", { open: "{", close: "}" })}</p>
        {row.message.blanks.map(({ name, example }) => (
          <TextInput key={name} label={around(name, row.message)} placeholder={example} maxLength={VALUE_MAX} value={fills[name] ?? ""} onChange={(event) => setFills({ ...fills, [name]: event.currentTarget.value })} />
        ))}
        <ErrorLine error={save.error} />
        <Actions>
          <Button type="submit" size="xs" loading={save.isPending}>
            {t("action.save")}
          </Button>
        </Actions>
      </Stack>
    </form>
  );
}
