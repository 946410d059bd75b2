/** A post before it goes: its words, pictures and button, where and when. */
import { Button, Textarea, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useCommunities, useDeletePost, useSavePost, type Kept } from "@/features/posts/api/posts";
import { draftOf, givenOf, retitled, type Draft } from "@/features/posts/post";
import classes from "@/features/posts/Posts.module.css";
import { FromTemplate } from "@/features/posts/ui/FromTemplate";
import { Pictures } from "@/features/posts/ui/Pictures";
import { Places } from "@/features/posts/ui/Places";
import { Refusal } from "@/features/posts/ui/Refusal";
import { When } from "@/features/posts/ui/When";
import { useMay } from "@/features/workspaces";
import type { Post } from "@/shared/api/types";
import { useT } from "@/shared/i18n";
import { DeleteButton } from "@/shared/ui/DeleteButton";
import { Actions, Stack } from "@/shared/ui/layout";
import { Page, Section } from "@/shared/ui/Page";
import { useToasts } from "@/shared/ui/toasts";

const TEXT_MAX = 10_000;

interface Props {
  post: Post;
  back: React.ReactNode;
}

export function Writing({ post, back }: Props) {
  const t = useT();
  const mayWrite = useMay("campaigns.write");
  const communities = useCommunities().data ?? [];
  const [draft, setDraft] = useState(() => draftOf(post));
  // The one that was opened: who saved meanwhile is told of, not written over.
  const [revision, setRevision] = useState(post.revision);
  const kept = { id: post.id, revision, given: givenOf(draft) };
  const change = (given: Partial<Draft>) => setDraft((old) => ({ ...old, ...given }));
  return (
    <Page title={post.title} lead={t("posts.writing.lead")} back={back} width="form">
      <fieldset className={classes.fields} disabled={!mayWrite}>
        <legend className="unseen">{t("posts.text")}</legend>
        <TextInput label={t("posts.title")} description={t("posts.title.about")} required maxLength={200} value={draft.title} onChange={(event) => setDraft(retitled(draft, event.currentTarget.value))} />
        <FromTemplate onTake={(text) => change({ text })} />
        <Textarea label={t("posts.text")} autosize minRows={6} maxRows={20} maxLength={TEXT_MAX} value={draft.text} onChange={(event) => change({ text: event.currentTarget.value })} />
        <Pictures pictures={draft.pictures} onAdd={(one) => setDraft((old) => ({ ...old, pictures: [...old.pictures, one] }))} onDrop={(id) => setDraft((old) => ({ ...old, pictures: old.pictures.filter((one) => one.id !== id) }))} />
        <div className={classes.pair}>
          <TextInput label={t("posts.button")} maxLength={64} value={draft.button_label} onChange={(event) => change({ button_label: event.currentTarget.value })} />
          <TextInput label={t("posts.button.url")} type="url" placeholder="https://" maxLength={2000} value={draft.button_url} onChange={(event) => change({ button_url: event.currentTarget.value })} />
        </div>
        <TextInput label={t("posts.utm")} description={t("posts.utm.about")} maxLength={100} value={draft.utm_campaign} onChange={(event) => change({ utm_campaign: event.currentTarget.value })} />
      </fieldset>
      <Section title={t("posts.where")}>
        <fieldset className={classes.fields} disabled={!mayWrite}>
          <legend className="unseen">{t("posts.where")}</legend>
          <Places communities={communities} draft={draft} onChange={(chosen) => change({ chosen })} />
        </fieldset>
      </Section>
      {mayWrite && <Saving post={post} kept={kept} onRevision={setRevision} />}
      <When post={post} kept={kept} onRevision={setRevision} />
    </Page>
  );
}

function Saving({ post, kept, onRevision }: { post: Post; kept: Kept; onRevision: (revision: number) => void }) {
  const t = useT();
  const { tell } = useToasts();
  const navigate = useNavigate();
  const save = useSavePost();
  const remove = useDeletePost();
  const saved = ({ revision }: Post) => {
    onRevision(revision);
    tell(t("action.saved"));
  };
  return (
    <Stack gap={3}>
      <Refusal error={save.error} />
      <Actions>
        <DeleteButton id={post.id} title={t("posts.delete", { title: post.title })} text={t("posts.delete.text")} remove={remove} onDone={() => void navigate({ to: "/posts" })} />
        <Button variant="default" loading={save.isPending} disabled={!kept.given.title} onClick={() => save.mutate(kept, { onSuccess: saved })}>
          {t("action.save")}
        </Button>
      </Actions>
    </Stack>
  );
}
