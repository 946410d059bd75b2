/** By what customers reach the company: chosen and ordered here, shown by the page, the button, codes and the sheet. */
import { Button, ColorInput, TextInput } from "@mantine/core";
import { useState } from "react";
import { useT } from "@/shared/i18n";
import { CopyField } from "@/shared/ui/CopyField";
import { Actions, Row, Stack } from "@/shared/ui/layout";
import { Page, Section } from "@/shared/ui/Page";
import { Empty, ErrorLine, Failure, SkeletonRows } from "@/shared/ui/states";
import { useToasts } from "@/shared/ui/toasts";
import type { Reach, ReachEntry, ReachKit } from "@/shared/api/types";
import { useReach, useSaveReach } from "@/features/reach/api/reach";
import { AddWay } from "@/features/reach/ui/AddWay";
import classes from "@/features/reach/ui/Reach.module.css";
import { Way } from "@/features/reach/ui/Way";
import { moved, snippet } from "@/features/reach/ways";
import { useMay } from "@/features/workspaces";

export function ReachSettings() {
  const t = useT();
  const query = useReach();
  return (
    <Page title={t("settings.reach")} lead={t("reach.lead")} width="form">
      {query.isPending ? (
        <SkeletonRows rows={5} height={72} />
      ) : query.isLoadingError ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : (
        <Stack gap={5}>
          <Form key={JSON.stringify(query.data.kit)} saved={query.data} />
          {query.data.public_id && <Public reach={query.data} />}
        </Stack>
      )}
    </Page>
  );
}

function Form({ saved }: { saved: Reach }) {
  const t = useT();
  const { tell } = useToasts();
  const mayWrite = useMay("reach.write");
  const save = useSaveReach();
  const [kit, setKit] = useState<ReachKit>(saved.kit);
  const setEntries = (entries: ReachEntry[]) => setKit({ ...kit, entries });
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    save.mutate(kit, { onSuccess: () => tell(t("action.saved")) });
  };
  return (
    <form onSubmit={submit}>
      <fieldset disabled={!mayWrite} className={classes.bare}>
        <Stack gap={4}>
          <Words label={t("reach.title")} value={kit.title} onChange={(title) => setKit({ ...kit, title })} />
          <Words label={t("reach.words")} value={kit.lead} onChange={(lead) => setKit({ ...kit, lead })} />
          <ColorInput label={t("reach.colour")} description={t("reach.colour.about")} format="hex" withEyeDropper={false} w={240} maw="100%" value={kit.colour} onChange={(colour) => setKit({ ...kit, colour: colour.toLowerCase() })} />
          <Section title={t("reach.ways")} lead={t("reach.ways.about")}>
            {kit.entries.length === 0 && <Empty icon="phone" title={t("reach.empty")} text={t("reach.empty.text")} />}
            <ol className={classes.ways}>
              {kit.entries.map((entry, index) => (
                <Way
                  key={entry.id}
                  entry={entry}
                  offers={saved.offers}
                  first={index === 0}
                  last={index === kit.entries.length - 1}
                  onChange={(next) => setEntries(kit.entries.map((one) => (one.id === entry.id ? next : one)))}
                  onMove={(by) => setEntries(moved(kit.entries, index, by))}
                  onRemove={() => setEntries(kit.entries.filter(({ id }) => id !== entry.id))}
                />
              ))}
            </ol>
            {mayWrite && <AddWay reach={saved} entries={kit.entries} onAdd={(entry) => setEntries([...kit.entries, entry])} />}
          </Section>
          <ErrorLine error={save.error} />
          {mayWrite && (
            <Actions>
              <Button type="submit" loading={save.isPending}>
                {t(saved.public_id ? "action.save" : "reach.publish")}
              </Button>
            </Actions>
          )}
        </Stack>
      </fieldset>
    </form>
  );
}

function Words({ label, value, onChange }: { label: string; value: ReachKit["title"]; onChange: (value: ReachKit["title"]) => void }) {
  const t = useT();
  return (
    <div className={classes.pair}>
      <TextInput label={t("reach.in_russian", { label })} maxLength={300} value={value.ru} onChange={(event) => onChange({ ...value, ru: event.currentTarget.value })} />
      <TextInput label={t("reach.in_english", { label })} maxLength={300} value={value.en} onChange={(event) => onChange({ ...value, en: event.currentTarget.value })} />
    </div>
  );
}

/** What is ready to be carried to a site, to print, to a signature. */
function Public({ reach }: { reach: Reach }) {
  const t = useT();
  const page = reach.page_url ?? "";
  const files = [
    [page, t("reach.page")],
    [`${page}.pdf`, t("reach.sheet")],
    [`${page}/qr/page.png`, t("reach.code")],
    [`${page}/qr/page.svg`, t("reach.code.svg")],
    [`${page}.vcf`, t("reach.card")],
    [`${page}.jsonld`, t("reach.data")],
  ] as const;
  return (
    <Section title={t("reach.public")} lead={t("reach.public.about")}>
      <Stack gap={3}>
        <CopyField label={t("reach.address")} value={page} />
        <CopyField label={t("reach.button")} value={snippet(reach, false)} />
        <CopyField label={t("reach.block")} value={snippet(reach, true)} />
        <Row wrap gap={4}>
          {files.map(([href, title]) => (
            <a key={href} href={href} target="_blank" rel="noreferrer">
              {title}
            </a>
          ))}
        </Row>
      </Stack>
    </Section>
  );
}
