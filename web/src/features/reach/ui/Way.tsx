/** One way: what it is, what stands beside it, its place among the others. */
import { Collapse, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useT } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/IconButton";
import { Icon, type IconName } from "@/shared/ui/icons";
import { Mark } from "@/shared/ui/Mark";
import type { Reach, ReachEntry } from "@/shared/api/types";
import { useChannels, useProviders } from "@/features/delivery";
import classes from "@/features/reach/ui/Reach.module.css";
import { speaks, type FreeKind } from "@/features/reach/ways";

const ICONS: Record<FreeKind, IconName> = { phone: "phone", email: "at", sms: "note", link: "external" };

interface Props {
  entry: ReachEntry;
  offers: Reach["offers"];
  first: boolean;
  last: boolean;
  onChange: (entry: ReachEntry) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}

export function Way({ entry, offers, first, last, onChange, onMove, onRemove }: Props) {
  const t = useT();
  const channel = (useChannels().data ?? []).find(({ id }) => id === entry.channel_id);
  const provider = (useProviders().data ?? []).find(({ kind }) => kind === channel?.kind);
  const [open, setOpen] = useState(entry.kind !== "channel" && !entry.value);
  const name = entry.kind === "channel" ? (channel?.name ?? t("reach.gone")) : t(`reach.kind.${entry.kind}`);
  return (
    <li className={classes.way}>
      <div className={classes.head}>
        {entry.kind === "channel" ? <Mark markup={provider?.icon} colour={provider?.colour} size={22} /> : <Icon name={ICONS[entry.kind]} size={22} />}
        <span className={classes.name}>
          {name}
          {entry.value && <span className={classes.value}>{entry.value}</span>}
        </span>
        <span className={classes.tools}>
          <IconButton icon="up" label={t("reach.up", { name })} disabled={first} onClick={() => onMove(-1)} />
          <IconButton icon="down" label={t("reach.down", { name })} disabled={last} onClick={() => onMove(1)} />
          <IconButton icon="edit" label={t("reach.edit", { name })} aria-expanded={open} active={open} onClick={() => setOpen(!open)} />
          <IconButton icon="trash" label={t("reach.remove", { name })} onClick={onRemove} />
        </span>
      </div>
      <Collapse expanded={open}>
        <Details entry={entry} offers={offers} onChange={onChange} />
      </Collapse>
    </li>
  );
}

function Details({ entry, offers, onChange }: { entry: ReachEntry; offers: Reach["offers"]; onChange: (entry: ReachEntry) => void }) {
  const t = useT();
  const pair = (name: "title" | "note" | "text") => (
    <div className={classes.pair}>
      {(["ru", "en"] as const).map((language) => (
        <TextInput
          key={language}
          label={t(language === "ru" ? "reach.in_russian" : "reach.in_english", { label: t(`reach.entry.${name}`) })}
          maxLength={300}
          value={entry[name][language]}
          onChange={(event) => onChange({ ...entry, [name]: { ...entry[name], [language]: event.currentTarget.value } })}
        />
      ))}
    </div>
  );
  return (
    <div className={classes.details}>
      {entry.kind !== "channel" && (
        <Textarea autosize minRows={1} label={t(`reach.value.${entry.kind}`)} required maxLength={500} value={entry.value} onChange={(event) => onChange({ ...entry, value: event.currentTarget.value.replaceAll("\n", "") })} />
      )}
      {pair("title")}
      {pair("note")}
      {speaks(entry, offers) && pair("text")}
    </div>
  );
}
