/** Days unlike others: holidays, short days, working Saturdays. */
import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useFormat } from "@/shared/format";
import { useT } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/IconButton";
import { Row } from "@/shared/ui/layout";
import type { HoursException } from "@/shared/api/types";
import { Day } from "@/features/schedule/ui/Day";
import classes from "@/features/schedule/ui/Week.module.css";

interface Props {
  items: HoursException[];
  onChange: (items: HoursException[]) => void;
}

export function Exceptions({ items, onChange }: Props) {
  const t = useT();
  const format = useFormat();
  const [date, setDate] = useState("");
  const taken = items.some((item) => item.date === date);
  const add = () => {
    onChange([...items, { date, intervals: [], note: "" }].toSorted((left, right) => left.date.localeCompare(right.date)));
    setDate("");
  };
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
      <Row>
        <TextInput type="date" aria-label={t("hours.exception.date")} value={date} onChange={(event) => setDate(event.currentTarget.value)} />
        <Button variant="default" disabled={!date || taken} onClick={add}>
          {t("hours.exception.add")}
        </Button>
      </Row>
    </>
  );
}
