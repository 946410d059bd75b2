/** Where one person would go, and when, by their own clock; nothing is sent. */
import { Button, Checkbox } from "@mantine/core";
import { useState } from "react";
import { PersonPicker } from "@/features/contacts";
import { useWalk, type Trace } from "@/features/journeys/api/journeys";
import { START, type Graph } from "@/features/journeys/graph";
import classes from "@/features/journeys/ui/Journeys.module.css";
import { useOutName, useRefusalWords } from "@/features/journeys/words";
import { useFormat } from "@/shared/format";
import { useI18n } from "@/shared/i18n";
import { Stack } from "@/shared/ui/layout";
import { ErrorLine } from "@/shared/ui/states";

export function WalkPanel({ graph }: { graph: Graph }) {
  const { t, byCode } = useI18n();
  const walk = useWalk();
  const [person, setPerson] = useState<string | null>(null);
  const [reads, setReads] = useState(false);
  const found = walk.data;
  return (
    <Stack gap={3}>
      <p className={classes.about}>{t("journeys.walk.lead")}</p>
      <PersonPicker label={t("journeys.walk.person")} placeholder={t("journeys.walk.person")} value={person} onChange={setPerson} />
      <Checkbox label={t("journeys.walk.reads")} checked={reads} onChange={(event) => setReads(event.currentTarget.checked)} />
      <Button disabled={!person} loading={walk.isPending} onClick={() => person && walk.mutate({ graph, contact_id: person, reads })}>
        {t("journeys.walk.run")}
      </Button>
      <ErrorLine error={walk.error} />
      {found && (
        <>
          <Trail graph={graph} trail={found.trail} zone={found.time_zone} />
          <p className={classes.about}>{byCode("journeys.ended", found.ended) ?? t("journeys.walk.waits")}</p>
        </>
      )}
    </Stack>
  );
}

/** Where somebody was and why, line by line, by the clock of a zone (none: the reader's own). */
export function Trail({ graph, trail, zone }: { graph: Graph; trail: Trace[]; zone?: string }) {
  const { t, locale, byCode } = useI18n();
  const format = useFormat();
  const out = useOutName();
  const refused = useRefusalWords();
  const clock = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", hour: "numeric", minute: "2-digit", ...(zone ? { timeZone: zone } : {}) });
  const name = (id: string) => {
    const node = graph.nodes.find((one) => one.id === id);
    return node ? node.title || t(`journeys.node.${node.type}`) : id === START ? t("journeys.start") : id;
  };
  const why = ({ what, why: code }: Trace) => (what === "left" ? out(code) : what === "skipped" ? refused(code) : what === "ended" ? (byCode("journeys.ended", code) ?? code) : "");
  const shown = trail.filter(({ what, why: code }) => what !== "ended" && !(what === "left" && code === "next"));
  return (
    <ol className={classes.trail}>
      {shown.map((one, at) => (
        <li key={at}>
          <time dateTime={one.at} title={format.exact(one.at)}>
            {clock.format(new Date(one.at))}
          </time>
          <span>
            <strong>{name(one.node)}</strong> {[t(`journeys.trail.${one.what}`), why(one)].filter(Boolean).join(": ")}
          </span>
        </li>
      ))}
    </ol>
  );
}
