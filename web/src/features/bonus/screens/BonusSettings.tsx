/** The rules of the bonus, beside what last month would have been by them. */
import { Button, MultiSelect, NumberInput, Select, Slider, TextInput } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState, type ReactNode } from "react";
import { useFormat } from "@/shared/format";
import { digitsOf, minorIn, sameNumber } from "@/shared/format/money";
import { useI18n, useT, type Key } from "@/shared/i18n";
import { Actions, Stack } from "@/shared/ui/layout";
import { Page, Section } from "@/shared/ui/Page";
import { ErrorLine, Failure, SkeletonRows } from "@/shared/ui/states";
import { Table } from "@/shared/ui/Table";
import { useToasts } from "@/shared/ui/toasts";
import { useDebounced } from "@/shared/ui/useDebounced";
import type { BonusTerms } from "@/shared/api/types";
import { useBonusRules, usePreview, useSaveBonusRules } from "@/features/bonus/api/bonus";
import { lastMonths, money, monthName, points } from "@/features/bonus/words";
import { useChannels } from "@/features/delivery";
import { useMay, useOperators } from "@/features/workspaces";
import classes from "@/features/bonus/ui/Bonus.module.css";

const SPLITS = ["score_and_work", "score", "places"] as const;
const SHOWN = ["own", "places", "everything"] as const;
const CURRENCIES = ["RUB", "KZT", "BYN", "UZS", "EUR", "USD"];
const PREVIEW_AFTER_MS = 500;

interface Part {
  terms: BonusTerms;
  change: (part: Partial<BonusTerms>) => void;
}

export function BonusSettings() {
  const t = useT();
  const query = useBonusRules();
  return (
    <Page title={t("settings.bonus")} lead={t("bonus.settings.lead")} action={<Link to="/bonus">{t("bonus.title")}</Link>}>
      {query.isPending ? <SkeletonRows rows={8} height={56} /> : query.isLoadingError ? <Failure error={query.error} retry={() => void query.refetch()} /> : <Form key={query.dataUpdatedAt} saved={query.data.terms} />}
    </Page>
  );
}

function Form({ saved }: { saved: BonusTerms }) {
  const t = useT();
  const { tell } = useToasts();
  const mayWrite = useMay("bonus.write");
  const save = useSaveBonusRules();
  const [terms, setTerms] = useState(saved);
  const change = (part: Partial<BonusTerms>) => setTerms((old) => ({ ...old, ...part }));
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    save.mutate(terms, { onSuccess: () => tell(t("action.saved")) });
  };
  return (
    <form onSubmit={submit}>
      <fieldset disabled={!mayWrite} className={classes.form}>
        <Pool terms={terms} change={change} />
        <Counting terms={terms} change={change} />
        <Gate terms={terms} change={change} />
        <Whose terms={terms} change={change} />
        {mayWrite && <Preview terms={terms} />}
        <ErrorLine error={save.error} />
        {mayWrite && (
          <Actions>
            <Button type="submit" loading={save.isPending}>
              {t("action.save")}
            </Button>
          </Actions>
        )}
      </fieldset>
    </form>
  );
}

function Fields({ title, lead, children }: { title: Key; lead: Key; children: ReactNode }) {
  const t = useT();
  return (
    <Section title={t(title)} lead={t(lead)}>
      <div className={classes.fields}>{children}</div>
    </Section>
  );
}

type Numeric = { [Name in keyof BonusTerms]: BonusTerms[Name] extends number ? Name : never }[keyof BonusTerms];

function Numbered({ name, range: [min, max], step = 1, suffix, terms, change }: Part & { name: Numeric; range: [number, number]; step?: number; suffix?: string }) {
  const t = useT();
  const format = useFormat();
  return (
    <NumberInput
      label={t(`bonus.rule.${name}` as Key)}
      description={t(`bonus.rule.${name}.about` as Key)}
      inputWrapperOrder={["label", "input", "description", "error"]}
      min={min}
      max={max}
      step={step}
      allowDecimal={step < 1}
      clampBehavior="strict"
      {...format.separators}
      {...(suffix !== undefined && { suffix })}
      value={terms[name]}
      onChange={(value) => value !== "" && change({ [name]: Number(value) })}
    />
  );
}

function Pool({ terms, change }: Part) {
  const t = useT();
  const format = useFormat();
  return (
    <Fields title="bonus.settings.pool" lead="bonus.settings.pool.lead">
      <NumberInput label={t("bonus.rule.pool")} min={0} max={10_000_000_000} decimalScale={digitsOf(terms.currency)} {...format.separators} value={terms.pool_minor / minorIn(terms.currency)} onChange={(value) => change({ pool_minor: Math.round(Number(value) * minorIn(terms.currency)) || 0 })} />
      <Select label={t("bonus.rule.currency")} allowDeselect={false} data={[...new Set([...CURRENCIES, terms.currency])]} value={terms.currency} onChange={(value) => value && change({ currency: value, pool_minor: sameNumber(terms.pool_minor, terms.currency, value) })} />
      <Select label={t("bonus.rule.split")} allowDeselect={false} data={SPLITS.map((value) => ({ value, label: t(`bonus.split.${value}`) }))} value={terms.split} onChange={(value) => change({ split: SPLITS.find((one) => one === value) ?? "score_and_work" })} />
      {terms.split === "places" && <Places terms={terms} change={change} />}
    </Fields>
  );
}

/** `50, 30, 20`: written as people write it, read when it can be. */
function Places({ terms, change }: Part) {
  const t = useT();
  const [text, setText] = useState(terms.place_percents.join(", "));
  const read = (typed: string) => {
    setText(typed);
    const percents = typed.split(/[,;\s]+/).filter(Boolean).map(Number);
    if (percents.length > 0 && percents.every((one) => Number.isInteger(one) && one >= 0 && one <= 100)) change({ place_percents: percents });
  };
  const sum = terms.place_percents.reduce((total, one) => total + one, 0);
  return <TextInput label={t("bonus.rule.place_percents")} inputMode="numeric" value={text} error={sum === 100 ? undefined : t("bonus.rule.place_percents.sum", { sum })} onChange={(event) => read(event.currentTarget.value)} />;
}

function Counting(part: Part) {
  const t = useT();
  const { terms, change } = part;
  return (
    <Fields title="bonus.settings.counting" lead="bonus.settings.counting.lead">
      <Stack gap={2}>
        <span id="first-percent">{t("bonus.rule.first_percent", { first: terms.first_percent, any: 100 - terms.first_percent })}</span>
        <Slider aria-labelledby="first-percent" thumbLabel={t("bonus.rule.first_percent.name")} label={null} min={0} max={100} step={5} value={terms.first_percent} onChange={(first_percent) => change({ first_percent })} />
      </Stack>
      <Numbered {...part} name="answers_min" range={[1, 10_000]} />
      <Numbered {...part} name="letters_min" range={[0, 200]} />
      <Numbered {...part} name="contact_day_max" range={[1, 1000]} />
      <Numbered {...part} name="norm_seconds" range={[5, 2_592_000]} />
      <Numbered {...part} name="mail_norm_seconds" range={[5, 2_592_000]} />
    </Fields>
  );
}

function Gate(part: Part) {
  const format = useFormat();
  return (
    <Fields title="bonus.settings.gate" lead="bonus.settings.gate.lead">
      <Numbered {...part} name="rating_min" range={[0, 5]} step={0.1} />
      <Numbered {...part} name="reopened_percent_max" range={[0, 100]} suffix={format.percentSign} />
      <Numbered {...part} name="reopened_within_hours" range={[1, 720]} />
    </Fields>
  );
}

function Whose({ terms, change }: Part) {
  const t = useT();
  const operators = useOperators().data ?? [];
  const channels = useChannels().data ?? [];
  const weightOf = (id: string) => terms.channel_weights.find(({ channel_id: one }) => one === id)?.weight ?? 1;
  const weigh = (id: string, weight: number) => change({ channel_weights: [...terms.channel_weights.filter(({ channel_id: one }) => one !== id), ...(weight > 1 ? [{ channel_id: id, weight }] : [])] });
  return (
    <Fields title="bonus.settings.whose" lead="bonus.settings.whose.lead">
      <Select label={t("bonus.rule.shown")} allowDeselect={false} data={SHOWN.map((value) => ({ value, label: t(`bonus.shown.${value}`) }))} value={terms.shown} onChange={(value) => change({ shown: SHOWN.find((one) => one === value) ?? "places" })} />
      <MultiSelect label={t("bonus.rule.left_out")} data={operators.map(({ id, name }) => ({ value: id, label: name }))} value={terms.left_out_ids} onChange={(left_out_ids) => change({ left_out_ids })} />
      {channels.map(({ id, name }) => (
        <NumberInput key={id} label={t("bonus.rule.channel_weight", { channel: name })} min={1} max={20} clampBehavior="strict" allowDecimal={false} value={weightOf(id)} onChange={(value) => weigh(id, Number(value) || 1)} />
      ))}
    </Fields>
  );
}

function Preview({ terms }: { terms: BonusTerms }) {
  const { t, locale } = useI18n();
  const month = lastMonths(new Date(), 2)[1] ?? "";
  const tried = useDebounced(terms, PREVIEW_AFTER_MS);
  const sound = tried.place_percents.reduce((sum, one) => sum + one, 0) === 100;
  const query = usePreview(tried, month, sound);
  return (
    <Section title={t("bonus.preview", { month: monthName(month, locale) })} lead={t("bonus.preview.lead")}>
      {!sound ? (
        <p className={classes.about}>{t("bonus.preview.unsound")}</p>
      ) : query.isPending ? (
        <SkeletonRows rows={3} height={40} />
      ) : query.isLoadingError ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : query.data.lines.length === 0 ? (
        <p className={classes.about}>{t("bonus.preview.empty")}</p>
      ) : (
        <Table
          caption={t("bonus.preview", { month: monthName(month, locale) })}
          rows={query.data.lines}
          keyOf={({ operator_id: id }) => id}
          columns={[
            { key: "name", title: t("bonus.operator"), main: true, cell: ({ name, place }) => (place === null ? name : `${place}. ${name}`) },
            { key: "score", title: t("bonus.score"), align: "end", cell: ({ score }) => (score === null ? "–" : points(score, locale)) },
            { key: "amount", title: t("bonus.amount"), align: "end", cell: ({ amount_minor: amount, refused }) => (refused ? t(`bonus.refused.short.${refused}` as Key) : money(amount ?? 0, tried.currency, locale)) },
          ]}
        />
      )}
    </Section>
  );
}
