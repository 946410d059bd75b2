/** Where posts may go: added by what people call the place, kept once its provider says that we may post there. */
import { Button, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { ChannelMark, useChannels } from "@/features/delivery";
import { useAddCommunity, useCommunities, useRemoveCommunity } from "@/features/posts/api/posts";
import classes from "@/features/posts/Posts.module.css";
import { Refusal } from "@/features/posts/ui/Refusal";
import { useMay } from "@/features/workspaces";
import type { Channel, PostCommunity } from "@/shared/api/types";
import { useI18n, useT } from "@/shared/i18n";
import { Confirm } from "@/shared/ui/Confirm";
import { IconButton } from "@/shared/ui/IconButton";
import { Actions, Stack } from "@/shared/ui/layout";
import { Failure, SkeletonRows } from "@/shared/ui/states";
import { useToasts } from "@/shared/ui/toasts";

export function Communities() {
  const t = useT();
  const query = useCommunities();
  const mayWrite = useMay("campaigns.write");
  if (query.isPending) return <SkeletonRows rows={3} />;
  if (query.isLoadingError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  return (
    <Stack gap={5}>
      {query.data.length === 0 ? <p className={classes.about}>{t("posts.communities.empty")}</p> : <List communities={query.data} mayWrite={mayWrite} />}
      {mayWrite && <Add />}
    </Stack>
  );
}

function List({ communities, mayWrite }: { communities: PostCommunity[]; mayWrite: boolean }) {
  const t = useT();
  const [leaving, setLeaving] = useState<PostCommunity | null>(null);
  const remove = useRemoveCommunity();
  const close = () => {
    remove.reset();
    setLeaving(null);
  };
  return (
    <>
      <ul className={classes.plain}>
        {communities.map((one) => (
          <li key={one.id} className={classes.line}>
            <ChannelMark kind={one.kind} />
            <span className={classes.grow}>{one.url ? <a href={one.url} target="_blank" rel="noreferrer"><bdi>{one.title}</bdi></a> : <bdi>{one.title}</bdi>}</span>
            {mayWrite && <IconButton icon="trash" label={t("posts.community.remove.of", { title: one.title })} onClick={() => setLeaving(one)} />}
          </li>
        ))}
      </ul>
      <Confirm
        opened={leaving !== null}
        title={t("posts.community.remove", { title: leaving?.title ?? "" })}
        text={t("posts.community.remove.text")}
        action={t("action.remove")}
        pending={remove.isPending}
        error={remove.error}
        onClose={close}
        onConfirm={() => leaving && remove.mutate(leaving.id, { onSuccess: close })}
      />
    </>
  );
}

function Add() {
  const t = useT();
  const channels = (useChannels().data ?? []).filter(({ enabled, capabilities }) => enabled && capabilities.publishes !== "");
  if (channels.length === 0) return <p className={classes.about}>{t("posts.channels.none")}</p>;
  return <AddForm channels={channels} />;
}

function AddForm({ channels }: { channels: Channel[] }) {
  const { t, byCode } = useI18n();
  const { tell } = useToasts();
  const add = useAddCommunity();
  const [channelId, setChannelId] = useState<string | null>(channels.length === 1 ? (channels[0]?.id ?? null) : null);
  const [address, setAddress] = useState("");
  const channel = channels.find(({ id }) => id === channelId);
  const named = channel?.capabilities.publishes === "named";
  const choose = (id: string | null) => {
    add.reset();
    setChannelId(id);
  };
  const added = ({ title }: PostCommunity) => {
    setAddress("");
    tell(t("posts.community.added", { title }));
  };
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    if (channel) add.mutate({ channel_id: channel.id, address: named ? address.trim() : "" }, { onSuccess: added });
  };
  return (
    <form onSubmit={submit} aria-label={t("posts.community.add")} className={classes.part}>
      <h3>{t("posts.community.add")}</h3>
      <Stack>
        <Select label={t("posts.channel")} required allowDeselect={false} data={channels.map(({ id, name }) => ({ value: id, label: name }))} value={channelId} onChange={choose} />
        {named && <TextInput label={t("posts.address")} description={byCode("posts.address.about", channel.kind)} required maxLength={200} value={address} onChange={(event) => setAddress(event.currentTarget.value)} />}
        {channel && <p className={classes.about}>{byCode("posts.community.about", channel.kind)}</p>}
        <Refusal error={add.error} />
        <Actions>
          <Button type="submit" loading={add.isPending} disabled={!channel || (named && !address.trim())}>
            {t("posts.community.check")}
          </Button>
        </Actions>
      </Stack>
    </form>
  );
}
