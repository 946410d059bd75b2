/** What became of a post: in each community whether it is there, where, and what can be done if it is not. */
import { Button, Modal, TextInput } from "@mantine/core";
import { useState } from "react";
import { ChannelMark } from "@/features/delivery";
import { useSayItIsThere, useTryAgain } from "@/features/posts/api/posts";
import { TONES } from "@/features/posts/post";
import classes from "@/features/posts/Posts.module.css";
import { PicturesShown } from "@/features/posts/ui/Pictures";
import { Refusal } from "@/features/posts/ui/Refusal";
import { sayCode } from "@/features/posts/words";
import { useMay } from "@/features/workspaces";
import type { Post, PostCopy } from "@/shared/api/types";
import { useFormat } from "@/shared/format";
import { useI18n, useT } from "@/shared/i18n";
import { Confirm } from "@/shared/ui/Confirm";
import { Actions, Stack } from "@/shared/ui/layout";
import { Page, Section } from "@/shared/ui/Page";
import { Status } from "@/shared/ui/Status";

export function Went({ post, back }: { post: Post; back: React.ReactNode }) {
  const t = useT();
  return (
    <Page title={post.title} lead={t("posts.went.lead")} back={back} width="form">
      <Section title={t("posts.where")}>
        <ul className={classes.plain} aria-live="polite">
          {post.copies.map((copy) => (
            <Copy key={copy.id} copy={copy} />
          ))}
        </ul>
      </Section>
      <Section title={t("posts.text")}>
        <PicturesShown pictures={post.pictures} />
        <p className={classes.said}>{post.text}</p>
        {post.button_url && (
          <a href={post.button_url} target="_blank" rel="noreferrer">
            {post.button_label}
          </a>
        )}
      </Section>
    </Page>
  );
}

function Copy({ copy }: { copy: PostCopy }) {
  const i18n = useI18n();
  const { t } = i18n;
  const format = useFormat();
  const maySend = useMay("campaigns.send");
  const { kind, title, state, code, url, published_at: at } = copy;
  return (
    <li className={classes.copy}>
      <div className={classes.line}>
        <ChannelMark kind={kind} />
        <bdi className={classes.grow}>{title}</bdi>
        <Status tone={TONES[state]}>{t(`posts.copy.${state}`)}</Status>
      </div>
      {code && <p className={classes.about}>{sayCode(code, i18n)}</p>}
      {copy.text !== null && <p className={classes.said}>{copy.text}</p>}
      {state === "published" && (
        <p className={classes.about}>
          {at && `${format.date(at)}, ${format.clock(at)}`} {url && <a href={url} target="_blank" rel="noreferrer">{t("posts.open")}</a>}
        </p>
      )}
      {maySend && copy.community_id && (state === "failed" || state === "unknown") && <Doubt copy={copy} />}
    </li>
  );
}

/** Trying again what may be there already would double it, so whoever does says that they looked. */
function Doubt({ copy }: { copy: PostCopy }) {
  const t = useT();
  const again = useTryAgain();
  const [asking, setAsking] = useState<"again" | "there" | null>(null);
  const close = () => setAsking(null);
  const unknown = copy.state === "unknown";
  return (
    <>
      <Refusal error={again.error} />
      <div className={classes.acts}>
        <Button size="compact-sm" variant="default" loading={again.isPending} onClick={() => (unknown ? setAsking("again") : again.mutate(copy.id))}>
          {t("action.retry")}
        </Button>
        {unknown && (
          <Button size="compact-sm" variant="default" onClick={() => setAsking("there")}>
            {t("posts.there")}
          </Button>
        )}
      </div>
      <Confirm opened={asking === "again"} title={t("posts.again.title")} text={t("posts.again.text", { title: copy.title })} action={t("posts.again.do")} pending={again.isPending} error={again.error} onClose={close} onConfirm={() => again.mutate(copy.id, { onSuccess: close })} />
      <Modal opened={asking === "there"} onClose={close} title={t("posts.there")} centered closeButtonProps={{ "aria-label": t("action.close") }}>
        <There copy={copy} onDone={close} />
      </Modal>
    </>
  );
}

function There({ copy, onDone }: { copy: PostCopy; onDone: () => void }) {
  const t = useT();
  const there = useSayItIsThere();
  const [url, setUrl] = useState("");
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    there.mutate({ id: copy.id, url: url.trim() }, { onSuccess: onDone });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput label={t("posts.there.url")} description={t("posts.there.url.about")} type="url" maxLength={2000} value={url} data-autofocus onChange={(event) => setUrl(event.currentTarget.value)} />
        <Refusal error={there.error} />
        <Actions>
          <Button type="submit" loading={there.isPending}>
            {t("action.save")}
          </Button>
        </Actions>
      </Stack>
    </form>
  );
}
