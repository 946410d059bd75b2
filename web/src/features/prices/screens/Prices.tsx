/** What a message of each kind of channel costs, by country: where everybody begins, and what the company's contract says. */
import { Button, Select, TextInput } from "@mantine/core";
import { useMemo, useState } from "react";
import { useI18n, useT } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/IconButton";
import { Actions } from "@/shared/ui/layout";
import { Page, Section } from "@/shared/ui/Page";
import { ErrorLine, Failure, SkeletonRows } from "@/shared/ui/states";
import { useToasts } from "@/shared/ui/toasts";
import type { KindPrices, PriceRow } from "@/shared/api/types";
import { usePrices, useSavePrices } from "@/features/prices/api/prices";
import { countries, read, written } from "@/features/prices/money";
import classes from "@/features/prices/screens/Prices.module.css";
import { useChannels, useProvider } from "@/features/delivery";
import { useMay } from "@/features/workspaces";

const CURRENCIES = ["RUB", "KZT", "BYN", "UZS", "KGS", "AMD", "GEL", "UAH", "EUR", "USD"];
const ROWS_MAX = 300;

export function Prices() {
  const t = useT();
  const query = usePrices();
  const connected = new Set((useChannels().data ?? []).map(({ kind }) => kind));
  return (
    <Page title={t("settings.prices")} lead={t("prices.lead")} width="form">
      {query.isPending ? (
        <SkeletonRows rows={6} height={56} />
      ) : query.isLoadingError ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : (
        query.data.filter(({ kind, rows }) => rows.length > 0 || connected.has(kind)).map((one) => <Kind key={`${one.kind} ${JSON.stringify(one.rows)} ${one.own}`} prices={one} />)
      )}
    </Page>
  );
}

interface Line {
  country: string;
  price: string;
  currency: string;
}

function Kind({ prices }: { prices: KindPrices }) {
  const { t, locale, words } = useI18n();
  const { tell } = useToasts();
  const mayWrite = useMay("channels.write");
  const provider = useProvider(prices.kind);
  const save = useSavePrices();
  const begun = prices.rows.map(({ country, micros, currency }) => ({ country, price: written(micros, locale), currency }));
  const [lines, setLines] = useState<Line[]>(begun);
  const change = (at: number, part: Partial<Line>) => setLines(lines.map((line, index) => (index === at ? { ...line, ...part } : line)));
  const wrong = lines.some(({ price }) => read(price) === null);
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    save.mutate({ kind: prices.kind, rows: lines.map(rowOf) }, { onSuccess: () => tell(t("action.saved")) });
  };
  const lead = prices.own ? t("prices.own") : prices.rows.length > 0 ? t("prices.starting") : t("prices.none");
  return (
    <Section title={provider ? words(provider.title) : prices.kind} lead={`${lead}. ${t(prices.sms ? "prices.per_segment" : "prices.per_message")}.`}>
      <form onSubmit={submit}>
        <fieldset disabled={!mayWrite} className={classes.lines}>
          {lines.map((line, at) => (
            <PriceLine key={at} line={line} onChange={(part) => change(at, part)} onRemove={() => setLines(lines.filter((_, index) => index !== at))} />
          ))}
        </fieldset>
        <ErrorLine error={save.error} />
        {mayWrite && (
          <Actions>
            {prices.own && (
              <Button variant="subtle" onClick={() => save.mutate({ kind: prices.kind, rows: [] })}>
                {t("prices.reset")}
              </Button>
            )}
            <Button variant="default" disabled={lines.length >= ROWS_MAX} onClick={() => setLines([...lines, { country: "", price: "", currency: lines[0]?.currency ?? "RUB" }])}>
              {t("prices.add")}
            </Button>
            <Button type="submit" disabled={wrong || JSON.stringify(lines) === JSON.stringify(begun)} loading={save.isPending}>
              {t("action.save")}
            </Button>
          </Actions>
        )}
      </form>
    </Section>
  );
}

function PriceLine({ line, onChange, onRemove }: { line: Line; onChange: (part: Partial<Line>) => void; onRemove: () => void }) {
  const { t, locale } = useI18n();
  const known = useMemo(() => [{ value: "", label: t("prices.any") }, ...countries(locale)], [t, locale]);
  const wrong = line.price !== "" && read(line.price) === null;
  return (
    <div className={classes.line}>
      <Select aria-label={t("prices.country")} searchable allowDeselect={false} data={known} value={line.country} onChange={(country) => onChange({ country: country ?? "" })} />
      <TextInput aria-label={t("prices.price")} inputMode="decimal" maxLength={14} error={wrong && t("prices.wrong")} value={line.price} onChange={(event) => onChange({ price: event.currentTarget.value })} />
      <Select aria-label={t("prices.currency")} allowDeselect={false} data={[...new Set([...CURRENCIES, line.currency])]} value={line.currency} onChange={(currency) => currency && onChange({ currency })} />
      <IconButton icon="trash" label={t("prices.remove")} onClick={onRemove} />
    </div>
  );
}

function rowOf({ country, price, currency }: Line): PriceRow {
  return { country, micros: read(price) ?? 0, currency };
}
