/** Days unlike others: holidays, short days, working Saturdays. */
import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useFormat } from "@/shared/format";
import { useT } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/IconButton";
import type { HoursException } from "@/shared/api/types";
import { DateField } from "@/shared/ui/DateField";
import { datesBetween, withExceptions } from "@/features/schedule/rules";
import { Day } from "@/features/schedule/ui/Day";
import classes from "@/features/schedule/ui/Week.module.css";

interface Props {
  items: HoursException[];
  onChange: (items: HoursException[]) => void;
}

export function Exceptions({ items, onChange }: Props) {
  const t = useT();
  const format = useFormat();
  return (
    <>
      <ul className={classes.week}>
        {items.map((item, index) => {
          const name = format.date(`${item.date}T12:00:00`);
          return (
            <li key={item.date} className={classes.exception}>
              <span className={classes.name}>{name}</span>
              <Day name={name} intervals={item.intervals} onChange={(intervals) => onChange(items.with(index, { ...item, intervals }))} />
              <TextInput aria-label={t("hours.exception.note", { date: name })} placeholder={t("hours.exception.note.placeholder")} maxLength={200} value={item.note} onChange={(event) => onChange(items.with(index, { ...item, note: event.currentTarget.value }))} />
              <IconButton icon="trash" label={t("hours.exception.remove", { date: name })} onClick={() => onChange(items.toSpliced(index, 1))} />
            </li>
          );
        })}
      </ul>
      <AddRange items={items} onChange={onChange} />
    </>
  );
}

/** One day, or several at once: a holiday of the company's own, a stocktaking, a move. */
function AddRange({ items, onChange }: Props) {
  const t = useT();
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const [note, setNote] = useState("");
  const dates = from ? datesBetween(from, to || from) : [];
  const add = () => {
    onChange(withExceptions(items, dates, { intervals: [], note }));
    setFrom("");
    setTo("");
    setNote("");
  };
  return (
    <div className={classes.fields}>
      <DateField label={t("hours.exception.from")} value={from} onChange={setFrom} />
      <DateField label={t("hours.exception.to")} value={to} min={from} onChange={setTo} />
      <TextInput label={t("hours.exception.why")} maxLength={200} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
      <Button variant="default" disabled={dates.length === 0} onClick={add}>
        {dates.length > 1 ? t("hours.exception.add_days", { count: dates.length }) : t("hours.exception.add")}
      </Button>
    </div>
  );
}
