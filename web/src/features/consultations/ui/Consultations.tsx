/** Questions to colleagues beside the conversation, and the form that asks one. */
import { Button, Select, Textarea } from "@mantine/core";
import { useState } from "react";
import { useFormat } from "@/shared/format";
import { useT } from "@/shared/i18n";
import { Actions, Stack } from "@/shared/ui/layout";
import { ErrorLine, Failure } from "@/shared/ui/states";
import { holdingWords, useAsk, useConsultations } from "@/features/consultations/api/consultations";
import { Asked } from "@/features/consultations/ui/Asked";
import { MINUTES } from "@/features/consultations/minutes";
import classes from "@/features/consultations/ui/Consultations.module.css";
import { OwnerSelect, useMay, useMe, type Owner } from "@/features/workspaces";

export default function Consultations({ conversationId }: { conversationId: string }) {
  const t = useT();
  const query = useConsultations(conversationId);
  const [asking, setAsking] = useState(false);
  const mayWrite = useMay("conversations.write");
  return (
    <section className={classes.panel} aria-label={t("consultations.title")}>
      {query.isLoadingError && <Failure error={query.error} retry={() => void query.refetch()} />}
      {(query.data ?? []).map((one) => (
        <Asked key={one.id} one={one} />
      ))}
      {asking ? (
        <Ask conversationId={conversationId} onDone={() => setAsking(false)} />
      ) : (
        mayWrite && (
          <Button variant="default" size="xs" onClick={() => setAsking(true)}>
            {t("consultations.ask")}
          </Button>
        )
      )}
    </section>
  );
}

function Ask({ conversationId, onDone }: { conversationId: string; onDone: () => void }) {
  const t = useT();
  const format = useFormat();
  const me = useMe().operator;
  const [owner, setOwner] = useState<Owner | null>(null);
  const [question, setQuestion] = useState("");
  const [minutes, setMinutes] = useState(30);
  const [words, setWords] = useState("");
  const ask = useAsk(conversationId);
  const dueAt = () => new Date(Date.now() + minutes * 60_000).toISOString();
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    ask.mutate({ question, due_at: dueAt(), customer_text: words, ...owner }, { onSuccess: onDone });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap={2}>
        <OwnerSelect label={t("consultations.whom")} value={owner} onChange={setOwner} except={[me.id]} />
        <Textarea label={t("consultations.question")} autosize minRows={2} maxRows={6} maxLength={4000} value={question} onChange={(event) => setQuestion(event.currentTarget.value)} />
        <Select label={t("consultations.by")} allowDeselect={false} value={String(minutes)} data={MINUTES.map((value) => ({ value: String(value), label: format.duration(value * 60) }))} onChange={(value) => setMinutes(Number(value))} />
        <Textarea label={t("consultations.words")} description={t("consultations.words.about")} autosize minRows={1} maxRows={4} maxLength={4000} value={words} onChange={(event) => setWords(event.currentTarget.value)} />
        <Button variant="subtle" size="compact-xs" onClick={() => void holdingWords(conversationId, dueAt()).then(({ text }) => setWords(text)).catch(() => undefined)}>
          {t("consultations.words.ready")}
        </Button>
        <ErrorLine error={ask.error} />
        <Actions>
          <Button variant="default" size="xs" onClick={onDone}>
            {t("action.cancel")}
          </Button>
          <Button type="submit" size="xs" disabled={!owner || !question.trim()} loading={ask.isPending}>
            {t("consultations.ask.send")}
          </Button>
        </Actions>
      </Stack>
    </form>
  );
}
