/** How somebody gets it: a phone or a wide screen, by day or in the dark, a sample person or a real one. */
import { SegmentedControl, Switch } from "@mantine/core";
import { useState } from "react";
import type { UseQueryResult } from "@tanstack/react-query";
import { inTheDark } from "@/features/templates/body";
import classes from "@/features/templates/ui/Templates.module.css";
import { PersonPicker } from "@/features/contacts";
import { SampleBar, type Reader } from "@/features/templates/ui/SampleBar";
import type { TemplateKind, TemplatePreview, TemplateWording } from "@/shared/api/types";
import { useT } from "@/shared/i18n";
import { Row } from "@/shared/ui/layout";
import { ErrorLine, SkeletonRows } from "@/shared/ui/states";

interface Props {
  kind: TemplateKind;
  query: UseQueryResult<TemplatePreview>;
  contactId: string | null;
  onContact: (id: string | null) => void;
  wording: TemplateWording;
  reader: Reader;
  onReader: (reader: Reader) => void;
}

type Screen = "phone" | "wide" | "text";

export function PreviewPane({ kind, query, contactId, onContact, wording, reader, onReader }: Props) {
  const t = useT();
  const [screen, setScreen] = useState<Screen>("phone");
  const [dark, setDark] = useState(false);
  return (
    <section className={classes.preview} aria-label={t("templates.preview")}>
      <h2 className={classes.sectionTitle}>{t("templates.preview")}</h2>
      <Row gap={2} wrap>
        {kind === "email" && <SegmentedControl aria-label={t("templates.screen")} value={screen} onChange={(value) => setScreen(value)} data={(["phone", "wide", "text"] as const).map((value) => ({ value, label: t(`templates.screen.${value}`) }))} />}
        {kind === "email" && <Switch label={t("templates.dark")} checked={dark} onChange={(event) => setDark(event.currentTarget.checked)} />}
        <PersonPicker label={t("templates.person")} placeholder={t("templates.person.sample")} value={contactId} onChange={onContact} />
      </Row>
      {contactId === null && <SampleBar wording={wording} reader={reader} onChange={onReader} />}
      <ErrorLine error={query.error} />
      {query.data ? <Shown kind={kind} preview={query.data} screen={screen} dark={dark} /> : query.isPending && <SkeletonRows rows={5} />}
    </section>
  );
}

function Shown({ kind, preview, screen, dark }: { kind: TemplateKind; preview: TemplatePreview; screen: Screen; dark: boolean }) {
  const t = useT();
  if (kind !== "email") return <Bubble preview={preview} />;
  if (screen === "text") return <pre className={classes.plain}>{preview.text}</pre>;
  return (
    <div className={classes.letter} data-screen={screen}>
      <p className={classes.subject}>
        <strong>{preview.subject}</strong>
        <span>{preview.preheader}</span>
      </p>
      <iframe title={t("templates.preview.frame")} className={classes.frame} sandbox="" srcDoc={dark ? inTheDark(preview.html) : preview.html} />
    </div>
  );
}

function Bubble({ preview }: { preview: TemplatePreview }) {
  return (
    <div className={classes.bubble}>
      {preview.title && <strong>{preview.title}</strong>}
      <p>{preview.text}</p>
      {preview.buttons.map(({ label }, at) => (
        <span key={at} className={classes.press}>
          {label}
        </span>
      ))}
    </div>
  );
}
