/** One question to a colleague: who asks whom, what, until when, and what can be done with it. */
import { Button, Menu, Textarea } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useFormat } from "@/shared/format";
import { useT } from "@/shared/i18n";
import { Actions } from "@/shared/ui/layout";
import { ErrorLine } from "@/shared/ui/states";
import { useToasts } from "@/shared/ui/toasts";
import type { Consultation } from "@/shared/api/types";
import { useAnswer, useHand, usePutOff, useWithdraw } from "@/features/consultations/api/consultations";
import { inMinutes, MINUTES } from "@/features/consultations/minutes";
import classes from "@/features/consultations/ui/Consultations.module.css";
import { OwnerMenu, useColleagues, useMay, useMe, useTeams } from "@/features/workspaces";

interface Props {
  one: Consultation;
  /** Say which conversation it is about, where that is not beside it. */
  about?: boolean;
}

export function Asked({ one, about }: Props) {
  return (
    <article className={classes.asked} data-late={one.escalated_at ? true : undefined}>
      {about && <About one={one} />}
      <Who one={one} />
      <p className={classes.words} dir="auto">{one.question}</p>
      <Standing one={one} />
      {one.answer && <Answered one={one} />}
      {one.state === "open" && <Acts one={one} />}
    </article>
  );
}

function About({ one }: { one: Consultation }) {
  const t = useT();
  return (
    <Link to="/inbox/$conversationId" params={{ conversationId: one.conversation_id }} className={classes.about}>
      {t("consultations.about", { name: one.contact_name || `№ ${one.conversation_number}` })}
    </Link>
  );
}

function Who({ one }: { one: Consultation }) {
  const colleagues = useColleagues();
  const teams = useTeams().data ?? [];
  const owner = colleagues.get(one.operator_id ?? "") ?? teams.find(({ id }) => id === one.team_id);
  return (
    <p className={classes.who}>
      <bdi>{colleagues.get(one.asker_id)?.name}</bdi> → <bdi>{owner?.name}</bdi>
    </p>
  );
}

function Answered({ one }: { one: Consultation }) {
  const by = useColleagues().get(one.answered_by_id ?? "");
  return (
    <p className={classes.answer}>
      <b>{by?.name}</b> <bdi>{one.answer}</bdi>
    </p>
  );
}

function Standing({ one }: { one: Consultation }) {
  const t = useT();
  const format = useFormat();
  if (one.state === "answered") return null;
  if (one.state === "withdrawn") return <p className={classes.who}>{t("consultations.withdrawn")}</p>;
  return <p className={classes.who}>{t(one.escalated_at ? "consultations.late" : "consultations.due", { at: `${format.date(one.due_at)}, ${format.clock(one.due_at)}` })}</p>;
}

/** Whoever was asked answers; whoever asked may take the question back; either hands it on or puts it off. */
function Acts({ one }: { one: Consultation }) {
  const t = useT();
  const me = useMe().operator.id;
  const mayWrite = useMay("conversations.write");
  const withdraw = useWithdraw();
  return (
    <>
      {one.asker_id !== me && <Answer id={one.id} />}
      {mayWrite && (
        <div className={classes.acts}>
          <HandOn one={one} />
          <PutOff id={one.id} />
          {one.asker_id === me && (
            <Button variant="subtle" size="compact-xs" loading={withdraw.isPending} onClick={() => withdraw.mutate(one.id)}>
              {t("consultations.withdraw")}
            </Button>
          )}
        </div>
      )}
      <ErrorLine error={withdraw.error} />
    </>
  );
}

function HandOn({ one }: { one: Consultation }) {
  const t = useT();
  const hand = useHand(one.id);
  const { tellError } = useToasts();
  return (
    <OwnerMenu now={one} except={[one.asker_id]} onGive={(owner) => hand.mutate(owner, { onError: tellError })}>
      <Button variant="subtle" size="compact-xs" loading={hand.isPending}>
        {t("consultations.hand")}
      </Button>
    </OwnerMenu>
  );
}

function PutOff({ id }: { id: string }) {
  const t = useT();
  const format = useFormat();
  const putOff = usePutOff(id);
  const { tellError } = useToasts();
  return (
    <Menu position="bottom-start" shadow="md">
      <Menu.Target>
        <Button variant="subtle" size="compact-xs" loading={putOff.isPending}>
          {t("consultations.put_off")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("consultations.by")}</Menu.Label>
        {MINUTES.map((minutes) => (
          <Menu.Item key={minutes} onClick={() => putOff.mutate(inMinutes(minutes), { onError: tellError })}>
            {format.duration(minutes * 60)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Answer({ id }: { id: string }) {
  const t = useT();
  const [text, setText] = useState("");
  const answer = useAnswer();
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    answer.mutate({ id, text });
  };
  return (
    <form onSubmit={submit}>
      <Textarea label={t("consultations.answer")} autosize minRows={2} maxRows={8} value={text} onChange={(event) => setText(event.currentTarget.value)} />
      <ErrorLine error={answer.error} />
      <Actions>
        <Button type="submit" size="xs" disabled={!text.trim()} loading={answer.isPending}>
          {t("consultations.answer.send")}
        </Button>
      </Actions>
    </form>
  );
}
