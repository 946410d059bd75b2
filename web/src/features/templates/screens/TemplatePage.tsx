/** One template: what it says on the left, how somebody gets it and what is wrong with it on the right. */
import { Button, Drawer, Menu } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useArchive, usePreview, usePublish, useSaveDraft, useTemplate } from "@/features/templates/api/templates";
import { emptyWording, grave } from "@/features/templates/body";
import { Editor } from "@/features/templates/ui/Editor";
import { Findings } from "@/features/templates/ui/Findings";
import { LanguageBar } from "@/features/templates/ui/LanguageBar";
import { PreviewPane } from "@/features/templates/ui/PreviewPane";
import { READER, type Reader } from "@/features/templates/ui/SampleBar";
import { SendTest } from "@/features/templates/ui/SendTest";
import { TemplateSettings } from "@/features/templates/ui/TemplateSettings";
import classes from "@/features/templates/ui/Templates.module.css";
import { VersionList } from "@/features/templates/ui/VersionList";
import { useMay } from "@/features/workspaces";
import type { Template, TemplateBody } from "@/shared/api/types";
import { useT } from "@/shared/i18n";
import { Icon } from "@/shared/ui/icons";
import { useDeskParams } from "@/shared/search";
import { Row } from "@/shared/ui/layout";
import { Page } from "@/shared/ui/Page";
import { ErrorLine, Failure, SkeletonRows } from "@/shared/ui/states";
import { useToasts } from "@/shared/ui/toasts";

type Panel = "versions" | "settings" | "test";

export function TemplatePage() {
  const t = useT();
  const { templateId = "" } = useDeskParams();
  const query = useTemplate(templateId);
  const back = <Link to="/templates">{t("nav.templates")}</Link>;
  if (query.isPending) return <Page title={t("nav.templates")} back={back}><SkeletonRows rows={8} /></Page>;
  if (query.isLoadingError) return <Page title={t("nav.templates")} back={back}><Failure error={query.error} retry={() => void query.refetch()} /></Page>;
  return <Writing key={query.data.id} saved={query.data} />;
}

function Writing({ saved }: { saved: Template }) {
  const t = useT();
  const draft = useDraft(saved);
  const { body, language } = draft;
  const [panel, setPanel] = useState<Panel | null>(null);
  const [contactId, setContactId] = useState<string | null>(null);
  const [reader, setReader] = useState<Reader>(READER);
  const preview = usePreview({ kind: saved.kind, purpose: saved.purpose, body, language, contact_id: contactId, ...reader });
  const findings = preview.data?.findings ?? [];
  return (
    <Page title={saved.name} back={<Link to="/templates">{t("nav.templates")}</Link>} action={<Acts saved={saved} draft={draft} blocked={grave(findings) > 0} onPanel={setPanel} />}>
      <LanguageBar body={body} language={language} readOnly={draft.readOnly} onChange={draft.change} onLanguage={draft.setLanguage} />
      <ErrorLine error={draft.error} />
      <div className={classes.halves}>
        <Editor kind={saved.kind} body={body} language={language} readOnly={draft.readOnly} onChange={draft.change} />
        <div className={classes.beside}>
          <Findings findings={findings} cost={preview.data?.cost ?? null} bytes={preview.data?.bytes ?? 0} />
          <PreviewPane kind={saved.kind} query={preview} contactId={contactId} onContact={setContactId} wording={body.wordings[language] ?? emptyWording()} reader={reader} onReader={setReader} />
        </div>
      </div>
      <Drawer opened={panel !== null} onClose={() => setPanel(null)} position="right" size={420} title={panel && t(`templates.${panel}`)} closeButtonProps={{ "aria-label": t("action.close") }}>
        {panel === "versions" && <VersionList template={saved} onRestored={draft.take} />}
        {panel === "settings" && <TemplateSettings template={saved} onDone={() => setPanel(null)} />}
        {panel === "test" && <SendTest template={saved} language={language} onDone={() => setPanel(null)} />}
      </Drawer>
    </Page>
  );
}

type DraftState = ReturnType<typeof useDraft>;

/** What is being written, over which revision, and how it is kept. */
function useDraft(saved: Template) {
  const t = useT();
  const { tell } = useToasts();
  const mayWrite = useMay("templates.write");
  const [body, setBody] = useState<TemplateBody>(saved.body);
  const [revision, setRevision] = useState(saved.revision);
  const [dirty, setDirty] = useState(false);
  const [language, setLanguage] = useState(saved.body.language in saved.body.wordings ? saved.body.language : (Object.keys(saved.body.wordings)[0] ?? "ru"));
  const save = useSaveDraft(saved.id);
  const publish = usePublish(saved.id);
  const take = (template: Template) => {
    setBody(template.body);
    setRevision(template.revision);
    setDirty(false);
    setLanguage((old) => (old in template.body.wordings ? old : template.body.language));
  };
  const change = (next: TemplateBody) => {
    setBody(next);
    setDirty(true);
  };
  const keep = async () => {
    if (!dirty) return;
    const { template } = await save.mutateAsync({ revision, body });
    setRevision(template.revision);
    setDirty(false);
  };
  const onSave = () => void keep().then(() => tell(t("action.saved"))).catch(() => undefined);
  const onPublish = () => void keep().then(() => publish.mutateAsync(undefined)).then(() => tell(t("templates.published"))).catch(() => undefined);
  useSaveKey(onSave);
  return { body, language, setLanguage, dirty, change, take, keep, onSave, onPublish, pending: save.isPending || publish.isPending, error: save.error ?? publish.error, readOnly: !mayWrite || saved.archived };
}

/** Ctrl+S, as in any editor. */
function useSaveKey(onSave: () => void) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      onSave();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [onSave]);
}

interface ActsProps {
  saved: Template;
  draft: DraftState;
  blocked: boolean;
  onPanel: (panel: Panel) => void;
}

function Acts({ saved, draft, blocked, onPanel }: ActsProps) {
  const t = useT();
  const archive = useArchive(saved.id);
  const mayWrite = useMay("templates.write");
  if (!mayWrite) return null;
  const test = () => void draft.keep().then(() => onPanel("test")).catch(() => undefined);
  return (
    <Row gap={2} wrap>
      <Button variant="default" disabled={!draft.dirty || draft.readOnly} loading={draft.pending} onClick={draft.onSave}>
        {t("action.save")}
      </Button>
      <Button variant="default" disabled={draft.readOnly} onClick={test}>
        {t("templates.test")}
      </Button>
      <Button disabled={draft.readOnly || blocked || (!draft.dirty && !saved.changed)} loading={draft.pending} onClick={draft.onPublish}>
        {t("templates.publish")}
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" aria-label={t("action.more_acts")} px={10}>
            <Icon name="more" size={18} />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => onPanel("versions")}>{t("templates.versions")}</Menu.Item>
          <Menu.Item onClick={() => onPanel("settings")}>{t("templates.settings")}</Menu.Item>
          <Menu.Item onClick={() => archive.mutate(!saved.archived)}>{t(saved.archived ? "templates.unarchive" : "templates.archive")}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Row>
  );
}
