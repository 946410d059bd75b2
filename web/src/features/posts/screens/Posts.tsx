/** Posts of the company: what was said in its communities, what will be, and what of it did not go. */
import { Button, Drawer, Modal, TextInput } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { ChannelMark } from "@/features/delivery";
import { useCreatePost, usePosts } from "@/features/posts/api/posts";
import { markOf, POST_TONES, stateOf } from "@/features/posts/post";
import classes from "@/features/posts/Posts.module.css";
import { Communities } from "@/features/posts/ui/Communities";
import { useMay } from "@/features/workspaces";
import type { Post } from "@/shared/api/types";
import { useFormat } from "@/shared/format";
import { useT } from "@/shared/i18n";
import { Actions, Row, Stack } from "@/shared/ui/layout";
import { More } from "@/shared/ui/More";
import { Page } from "@/shared/ui/Page";
import { Empty, ErrorLine, Failure, SkeletonRows } from "@/shared/ui/states";
import { Status } from "@/shared/ui/Status";
import { Table } from "@/shared/ui/Table";

type Open = "new" | "communities" | null;

export function Posts() {
  const t = useT();
  const mayWrite = useMay("campaigns.write");
  const [open, setOpen] = useState<Open>(null);
  const query = usePosts();
  const add = mayWrite && <Button onClick={() => setOpen("new")}>{t("posts.add")}</Button>;
  const action = (
    <Row gap={2} wrap>
      <Button variant="default" onClick={() => setOpen("communities")}>
        {t("posts.communities")}
      </Button>
      {add}
    </Row>
  );
  return (
    <Page title={t("nav.posts")} lead={t("posts.lead")} action={action}>
      <List query={query} add={add} />
      <Modal opened={open === "new"} onClose={() => setOpen(null)} title={t("posts.add")} centered closeButtonProps={{ "aria-label": t("action.close") }}>
        <NewPost />
      </Modal>
      <Drawer opened={open === "communities"} onClose={() => setOpen(null)} position="right" size={480} title={t("posts.communities")} closeButtonProps={{ "aria-label": t("action.close") }}>
        <Communities />
      </Drawer>
    </Page>
  );
}

function List({ query, add }: { query: ReturnType<typeof usePosts>; add: React.ReactNode }) {
  const t = useT();
  if (query.isPending) return <SkeletonRows rows={6} />;
  if (query.isLoadingError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const rows = query.data.pages.flatMap(({ items }) => items);
  if (rows.length === 0) return <Empty icon="channel" title={t("posts.empty")} text={t("posts.empty.text")} action={add} />;
  return (
    <>
      <Rows rows={rows} />
      <More query={query} />
    </>
  );
}

function Rows({ rows }: { rows: Post[] }) {
  const t = useT();
  const format = useFormat();
  return (
    <Table
      caption={t("nav.posts")}
      rows={rows}
      keyOf={({ id }) => id}
      columns={[
        { key: "title", title: t("posts.title"), main: true, cell: ({ id, title }) => <Link to="/posts/$postId" params={{ postId: id }}>{title}</Link> },
        { key: "state", title: t("posts.state"), cell: (post) => <Status tone={POST_TONES[stateOf(post)]}>{t(`posts.state.${stateOf(post)}`)}</Status> },
        { key: "where", title: t("posts.where"), cell: (post) => <Where post={post} /> },
        { key: "at", title: t("posts.when"), align: "end", cell: (post) => (post.state === "scheduled" && post.publish_at ? `${format.date(post.publish_at)}, ${format.clock(post.publish_at)}` : format.ago(post.updated_at)) },
      ]}
    />
  );
}

function Where({ post: { copies } }: { post: Post }) {
  const t = useT();
  if (copies.length === 0) return null;
  return (
    <ul className={classes.where}>
      {copies.map(({ id, kind, title, state, url }) => (
        <li key={id} className={classes.place}>
          <ChannelMark kind={kind} />
          {state === "published" && url ? (
            <a href={url} target="_blank" rel="noreferrer">
              <bdi>{title}</bdi>
            </a>
          ) : (
            <bdi>{title}</bdi>
          )}
          {(state === "failed" || state === "unknown") && <Status tone="broken">{t(`posts.copy.${state}`)}</Status>}
        </li>
      ))}
    </ul>
  );
}

function NewPost() {
  const t = useT();
  const navigate = useNavigate();
  const create = useCreatePost();
  const [title, setTitle] = useState("");
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    const named = title.trim() || t("posts.untitled");
    create.mutate(
      { title: named, utm_campaign: markOf(named), text: "", button_label: "", button_url: "", picture_ids: [], communities: [] },
      { onSuccess: ({ id }) => void navigate({ to: "/posts/$postId", params: { postId: id } }) },
    );
  };
  return (
    <form onSubmit={submit}>
      <Stack gap={3}>
        <TextInput label={t("posts.title")} description={t("posts.title.about")} value={title} maxLength={200} data-autofocus onChange={(event) => setTitle(event.currentTarget.value)} />
        <ErrorLine error={create.error} />
        <Actions>
          <Button type="submit" loading={create.isPending}>
            {t("posts.create")}
          </Button>
        </Actions>
      </Stack>
    </form>
  );
}
