/** When a post goes: now or at a moment, and before it back to the drafts. */
import { Button, SegmentedControl } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { useHold, usePublish, type Kept } from "@/features/posts/api/posts";
import classes from "@/features/posts/Posts.module.css";
import { Refusal } from "@/features/posts/ui/Refusal";
import { useMay } from "@/features/workspaces";
import type { Post } from "@/shared/api/types";
import { useFormat } from "@/shared/format";
import { useT } from "@/shared/i18n";
import { Actions, Stack } from "@/shared/ui/layout";
import { Section } from "@/shared/ui/Page";
import { SkeletonRows } from "@/shared/ui/states";
import { Status } from "@/shared/ui/Status";

const DateTimeField = lazy(() => import("@/shared/ui/DateTimeField").then(({ DateTimeField: component }) => ({ default: component })));

interface Props {
  post: Post;
  kept: Kept;
  onRevision: (revision: number) => void;
}

export function When({ post, kept, onRevision }: Props) {
  const t = useT();
  const maySend = useMay("campaigns.send");
  if (post.state === "scheduled") return <Waiting post={post} kept={kept} onRevision={onRevision} maySend={maySend} />;
  if (!maySend) return <p className={classes.about}>{t("posts.may_not_send")}</p>;
  return (
    <Section title={t("posts.when")}>
      <Choosing kept={kept} onRevision={onRevision} />
    </Section>
  );
}

function Choosing({ kept, onRevision }: Omit<Props, "post">) {
  const t = useT();
  const publish = usePublish();
  const [mode, setMode] = useState<"now" | "at">("now");
  const [at, setAt] = useState<Date | null>(null);
  const chosen = kept.given.communities.length;
  const go = () => publish.mutate({ ...kept, at: mode === "at" && at ? at.toISOString() : null }, { onSuccess: ({ revision }) => onRevision(revision) });
  return (
    <Stack>
      <SegmentedControl aria-label={t("posts.when")} value={mode} onChange={(value) => setMode(value === "at" ? "at" : "now")} data={[{ value: "now", label: t("posts.mode.now") }, { value: "at", label: t("posts.mode.at") }]} />
      {mode === "at" && (
        <Suspense fallback={<SkeletonRows rows={1} />}>
          <DateTimeField label={t("posts.at")} value={at} min={new Date()} onChange={setAt} />
        </Suspense>
      )}
      <Refusal error={publish.error} />
      <Actions>
        <Button loading={publish.isPending} disabled={chosen === 0 || !kept.given.title || (mode === "at" && !at)} onClick={go}>
          {t(mode === "at" ? "posts.schedule" : "posts.publish")}
        </Button>
      </Actions>
    </Stack>
  );
}

function Waiting({ post, kept, onRevision, maySend }: Props & { maySend: boolean }) {
  const t = useT();
  const format = useFormat();
  const hold = useHold();
  return (
    <Section title={t("posts.when")}>
      <Stack>
        <Status tone="soon">{t("posts.scheduled_for", { at: post.publish_at ? `${format.date(post.publish_at)}, ${format.clock(post.publish_at)}` : "" })}</Status>
        <p className={classes.about}>{t("posts.scheduled.about")}</p>
        <Refusal error={hold.error} />
        {maySend && (
          <Actions>
            <Button variant="default" loading={hold.isPending} onClick={() => hold.mutate(kept, { onSuccess: ({ revision }) => onRevision(revision) })}>
              {t("posts.hold")}
            </Button>
          </Actions>
        )}
      </Stack>
    </Section>
  );
}
