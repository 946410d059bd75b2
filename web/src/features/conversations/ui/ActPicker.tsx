/** The choice behind one key, for one conversation or for all that are chosen: until when, which label, how urgent, to whom. */
import { Button, Modal } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { useFormat } from "@/shared/format";
import { useT } from "@/shared/i18n";
import { Avatar } from "@/shared/ui/Avatar";
import { Icon } from "@/shared/ui/icons";
import { Actions, Stack } from "@/shared/ui/layout";
import type { ConversationRow, Priority } from "@/shared/api/types";
import { useLabels } from "@/features/conversations/api/labels";
import type { Change } from "@/features/conversations/api/changes";
import { snoozeChoices } from "@/features/conversations/snooze";
import { MergeForm, TransferForm } from "@/features/conversations/ui/Handover";
import { LabelDot, PriorityMark } from "@/features/conversations/ui/Marks";
import { useActs } from "@/features/conversations/useActs";
import { useMe, useOperators, useTeams } from "@/features/workspaces";
import classes from "@/features/conversations/ui/ActPicker.module.css";

const DateTimeField = lazy(() => import("@/shared/ui/DateTimeField").then(({ DateTimeField: component }) => ({ default: component })));
const PRIORITIES: Priority[] = ["urgent", "high", "normal", "low"];

export type PickKind = "snooze" | "label" | "priority" | "assign" | "transfer" | "merge";

interface Props {
  kind: PickKind;
  rows: ConversationRow[];
  onClose: () => void;
}

export function ActPicker({ kind, rows, onClose }: Props) {
  const t = useT();
  const act = useActs();
  const pick = (change: Change) => {
    act(rows, change);
    onClose();
  };
  const one = rows[0];
  return (
    <Modal opened onClose={onClose} title={t(`act.${kind}`)} size="sm" centered closeButtonProps={{ "aria-label": t("action.close") }}>
      {kind === "snooze" && <Snooze rows={rows} pick={pick} />}
      {kind === "label" && <Labels rows={rows} pick={pick} />}
      {kind === "priority" && <Priorities rows={rows} pick={pick} />}
      {kind === "assign" && <People pick={pick} />}
      {kind === "transfer" && one && <TransferForm row={one} onDone={onClose} />}
      {kind === "merge" && one && <MergeForm row={one} onDone={onClose} />}
    </Modal>
  );
}

interface Choices {
  rows: ConversationRow[];
  pick: (change: Change) => void;
}

function Choice({ onClick, mark, title, aside, pressed }: { onClick: () => void; mark?: React.ReactNode; title: string; aside?: string; pressed?: boolean | undefined }) {
  return (
    <li>
      <button type="button" className={classes.choice} onClick={onClick} {...(pressed !== undefined && { "aria-pressed": pressed })}>
        {mark}
        <span className={classes.title} dir="auto">{title}</span>
        {aside && <span className={classes.aside}>{aside}</span>}
        {pressed && <Icon name="check" size={16} />}
      </button>
    </li>
  );
}

function Snooze({ rows, pick }: Choices) {
  const t = useT();
  const format = useFormat();
  const [now] = useState(() => new Date());
  const [at, setAt] = useState<Date | null>(null);
  const until = (moment: Date) => pick({ action: "snooze", until: moment.toISOString() });
  return (
    <Stack>
      <ul className={classes.choices}>
        {snoozeChoices(now).map(({ title, at: moment }) => (
          <Choice key={title} title={t(title)} aside={`${format.date(moment)}, ${format.clock(moment)}`} onClick={() => until(moment)} />
        ))}
        {rows.some(({ snoozed_until: sleeps }) => sleeps) && <Choice title={t("snooze.wake")} onClick={() => pick({ action: "wake" })} />}
      </ul>
      <Suspense>
        <DateTimeField label={t("snooze.moment")} value={at} onChange={setAt} min={now} />
      </Suspense>
      <Actions>
        <Button disabled={!at} onClick={() => at && until(at)}>
          {t("act.snooze")}
        </Button>
      </Actions>
    </Stack>
  );
}

function Labels({ rows, pick }: Choices) {
  const t = useT();
  const labels = useLabels().data ?? [];
  if (labels.length === 0) return <p>{t("labels.empty.text")}</p>;
  return (
    <ul className={classes.choices}>
      {labels.map(({ id, name, colour }) => {
        const on = rows.every(({ label_ids: ids }) => ids.includes(id));
        return <Choice key={id} mark={<LabelDot colour={colour} />} title={name} pressed={on} onClick={() => pick({ action: on ? "unlabel" : "label", label_id: id })} />;
      })}
    </ul>
  );
}

function Priorities({ rows, pick }: Choices) {
  const t = useT();
  return (
    <ul className={classes.choices}>
      {PRIORITIES.map((priority) => (
        <Choice key={priority} mark={<PriorityMark priority={priority} />} title={t(`priority.${priority}`)} pressed={rows.every((row) => row.priority === priority)} onClick={() => pick({ action: "priority", priority })} />
      ))}
    </ul>
  );
}

function People({ pick }: { pick: (change: Change) => void }) {
  const t = useT();
  const me = useMe().operator;
  const operators = (useOperators().data ?? []).filter(({ id, deactivated_at: gone }) => !gone && id !== me.id);
  const teams = useTeams().data ?? [];
  return (
    <ul className={classes.choices}>
      <Choice title={t("thread.assign_me")} mark={<Avatar name={me.name} src={me.photo_url} size={20} />} onClick={() => pick({ action: "assign", operator_id: me.id })} />
      <Choice title={t("thread.assign_nobody")} mark={<Icon name="close" size={16} />} onClick={() => pick({ action: "assign" })} />
      {operators.map(({ id, name, photo_url: photo }) => (
        <Choice key={id} title={name} mark={<Avatar name={name} src={photo} size={20} />} onClick={() => pick({ action: "assign", operator_id: id })} />
      ))}
      {teams.map(({ id, name }) => (
        <Choice key={id} title={name} mark={<Icon name="team" size={16} />} onClick={() => pick({ action: "assign", team_id: id })} />
      ))}
    </ul>
  );
}
