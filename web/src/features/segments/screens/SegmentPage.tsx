/** One segment: its rule with a live count, why somebody is in it, who is in it, who needs it. */
import { Button, Menu } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useMay } from "@/features/workspaces";
import type { Segment } from "@/shared/api/types";
import { useFormat } from "@/shared/format";
import { useT } from "@/shared/i18n";
import { useDeskParams, useDeskSearch } from "@/shared/search";
import { IconButton } from "@/shared/ui/IconButton";
import { Row, Stack } from "@/shared/ui/layout";
import { Page, Section } from "@/shared/ui/Page";
import { Failure, SkeletonRows } from "@/shared/ui/states";
import { useToasts } from "@/shared/ui/toasts";
import { useSegment, useSegmentAct } from "@/features/segments/api/segments";
import { faultOf } from "@/features/segments/fault";
import { EVERYBODY } from "@/features/segments/rule";
import { Explain } from "@/features/segments/ui/Explain";
import { LiveCount, useLiveCount } from "@/features/segments/ui/LiveCount";
import { Members, PutOnDialog } from "@/features/segments/ui/Members";
import { RuleEditor } from "@/features/segments/ui/RuleEditor";
import classes from "@/features/segments/ui/RuleEditor.module.css";
import { Words } from "@/features/segments/ui/Words";
import { useDraft } from "@/features/segments/useDraft";

export function SegmentPage() {
  const t = useT();
  const { segmentId = "" } = useDeskParams();
  const query = useSegment(segmentId);
  if (query.isPending) return <Page title={t("segments.title")}><SkeletonRows rows={6} /></Page>;
  if (query.isLoadingError) return <Page title={t("segments.title")}><Failure error={query.error} retry={() => void query.refetch()} /></Page>;
  return <Opened key={query.data.id} segment={query.data} />;
}

function Opened({ segment }: { segment: Segment }) {
  const t = useT();
  const mayWrite = useMay("segments.write") && segment.archived_at === null;
  const list = segment.kind === "list";
  const [putting, setPutting] = useState(false);
  const back = <Link to="/segments">{t("nav.segments")}</Link>;
  return (
    <Page
      title={segment.name}
      lead={segment.archived_at ? t("segments.is_archived") : t(`segments.kind_of.${segment.kind}`)}
      back={back}
      action={
        <Row>
          {list && mayWrite && <Button onClick={() => setPutting(true)}>{t("segments.list.add")}</Button>}
          <Acts segment={segment} />
        </Row>
      }
    >
      {list ? <ListPart segment={segment} mayWrite={mayWrite} /> : <RulePart segment={segment} mayWrite={mayWrite} />}
      {putting && <PutOnDialog segmentId={segment.id} onClose={() => setPutting(false)} />}
    </Page>
  );
}

function Acts({ segment }: { segment: Segment }) {
  const t = useT();
  const navigate = useNavigate();
  const mayWrite = useMay("segments.write");
  const act = useSegmentAct(segment.id);
  const { tellError, tell } = useToasts();
  if (!mayWrite) return null;
  const copy = () => act.mutate("copy", { onSuccess: ({ id }) => void navigate({ to: "/segments/$segmentId", params: { segmentId: id } }), onError: tellError });
  const put = (what: "archive" | "restore") => act.mutate(what, { onSuccess: () => tell(t(what === "archive" ? "segments.archived.done" : "segments.restored")), onError: tellError });
  return (
    <Menu position="bottom-end" withinPortal shadow="md">
      <Menu.Target>
        <IconButton icon="more" label={t("segments.acts")} />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={copy}>{t("segments.copy")}</Menu.Item>
        {segment.archived_at === null ? <Menu.Item onClick={() => put("archive")}>{t("segments.archive")}</Menu.Item> : <Menu.Item onClick={() => put("restore")}>{t("segments.restore")}</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  );
}

function ListPart({ segment, mayWrite }: { segment: Segment; mayWrite: boolean }) {
  const t = useT();
  const draft = useDraft(segment);
  return (
    <Stack gap={5}>
      <Section title={t("segments.members")}>
        <Members segmentId={segment.id} list mayWrite={mayWrite} />
      </Section>
      {mayWrite && <Words draft={draft} />}
      <UsedBy segment={segment} />
    </Stack>
  );
}

function RulePart({ segment, mayWrite }: { segment: Segment; mayWrite: boolean }) {
  const t = useT();
  const { why } = useDeskSearch();
  const count = useSegmentAct(segment.id);
  const draft = useDraft(segment, () => count.mutate("count"));
  const rule = draft.words.rule ?? EVERYBODY;
  const counted = useLiveCount(rule, segment.id);
  const fault = faultOf(draft.error, rule) ?? faultOf(counted.query.error, counted.asked);
  const [person, setPerson] = useState<string | null>(why ?? null);
  const [members, setMembers] = useState(false);
  return (
    <Stack gap={5}>
      <div className={classes.split}>
        <Stack gap={4}>
          <fieldset disabled={!mayWrite} style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
            <legend className="unseen">{t("segments.rule")}</legend>
            <RuleEditor rule={rule} segmentId={segment.id} fault={fault} onChange={(next) => draft.change({ rule: next })} />
          </fieldset>
          {mayWrite && <Words draft={draft} />}
        </Stack>
        <div className={classes.side}>
          <LiveCount counted={counted} onWhy={setPerson} />
          <Explain rule={rule} contactId={person} onChoose={setPerson} />
        </div>
      </div>
      <Section title={t("segments.members")} lead={t("segments.members.lead")} action={!members && <Button variant="default" onClick={() => setMembers(true)}>{t("segments.members.show")}</Button>}>
        {members && <Members segmentId={segment.id} list={false} mayWrite={mayWrite} />}
      </Section>
      <UsedBy segment={segment} />
    </Stack>
  );
}

function UsedBy({ segment }: { segment: Segment }) {
  const t = useT();
  const format = useFormat();
  return (
    <Section title={t("segments.used_by")}>
      {segment.used_by.length === 0 ? (
        <p className={classes.hint}>{t("segments.used_by.none")}</p>
      ) : (
        <ul>
          {segment.used_by.map(({ kind, id, name }) => (
            <li key={id}>{kind === "segment" ? <Link to="/segments/$segmentId" params={{ segmentId: id }}>{name}</Link> : t("segments.used_by.watcher", { name: t(name.startsWith("journey") ? "segments.watcher.journey" : "segments.watcher.other") })}</li>
          ))}
        </ul>
      )}
      <p className={classes.hint}>{t("segments.made", { at: format.date(segment.created_at) })}</p>
    </Section>
  );
}
