/** Write down what the person said: the words read to them, and where and how it was said. */
import { Button, Modal, Textarea } from "@mantine/core";
import { useState } from "react";
import type { Standing } from "@/shared/api/types";
import { useI18n, useT } from "@/shared/i18n";
import { Actions, Stack } from "@/shared/ui/layout";
import { ErrorLine } from "@/shared/ui/states";
import { usePurposes, useSayConsent } from "@/features/consents/api/consents";
import { useChannelName, usePurposeName } from "@/features/consents/names";
import classes from "@/features/consents/ui/Consents.module.css";

export function SayConsent({ contactId, line, onClose }: { contactId: string; line: Standing; onClose: () => void }) {
  const { t, locale } = useI18n();
  const say = useSayConsent(contactId);
  const nameOf = usePurposeName();
  const channelName = useChannelName();
  const [note, setNote] = useState("");
  const withdraws = line.status === "granted";
  const words = useWords(line.purpose);
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    say.mutate({ act: withdraws ? "withdrawn" : "granted", purpose: line.purpose, channel: line.channel, note: note.trim(), language: locale }, { onSuccess: onClose });
  };
  return (
    <Modal opened onClose={onClose} centered title={`${nameOf(line.purpose)} · ${channelName(line.channel)}`} closeButtonProps={{ "aria-label": t("action.close") }}>
      <form onSubmit={submit}>
        <Stack>
          <p>{t(withdraws ? "consents.withdraw.about" : "consents.record.about")}</p>
          {!withdraws && <Wording words={words} />}
          <Textarea label={t("consents.note")} description={t("consents.note.about")} required autosize minRows={2} maxLength={500} value={note} onChange={(event) => setNote(event.currentTarget.value)} data-autofocus />
          <ErrorLine error={say.error} />
          <Actions>
            <Button variant="default" onClick={onClose}>
              {t("action.cancel")}
            </Button>
            <Button type="submit" loading={say.isPending} disabled={!note.trim() || (!withdraws && !words)}>
              {t(withdraws ? "consents.withdraw" : "consents.record")}
            </Button>
          </Actions>
        </Stack>
      </form>
    </Modal>
  );
}

function Wording({ words }: { words: string }) {
  const t = useT();
  return words ? <blockquote className={classes.wording}>{words}</blockquote> : <p className={classes.refused}>{t("error.consents.wording_missing")}</p>;
}

/** The newest words of a purpose in the reader's language; empty: none were written. */
function useWords(code: string): string {
  const { locale } = useI18n();
  const wording = usePurposes().data?.find((purpose) => purpose.code === code)?.wordings[0];
  if (!wording) return "";
  return locale === "ru" ? wording.text_ru || wording.text_en : wording.text_en || wording.text_ru;
}
