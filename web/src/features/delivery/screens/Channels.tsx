/** Where customers write: connected channels with their health, and those that can be connected. */
import { Link } from "@tanstack/react-router";
import { useI18n } from "@/shared/i18n";
import { Page, Section } from "@/shared/ui/Page";
import { Empty, Failure, SkeletonRows } from "@/shared/ui/states";
import { Table } from "@/shared/ui/Table";
import type { Channel } from "@/shared/api/types";
import { useChannels } from "@/features/delivery/api/channels";
import { useProviders } from "@/features/delivery/api/providers";
import { ChannelMark } from "@/features/delivery/ui/ChannelMark";
import { HealthStatus } from "@/features/delivery/ui/HealthStatus";
import { useMay } from "@/features/workspaces";
import classes from "@/features/delivery/ui/Channels.module.css";

export function Channels() {
  const { t } = useI18n();
  const query = useChannels();
  const mayWrite = useMay("channels.write");
  return (
    <Page title={t("settings.channels")} lead={t("channels.lead")}>
      {query.isPending ? (
        <SkeletonRows rows={4} height={44} />
      ) : query.isLoadingError ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : query.data.length === 0 ? (
        <Empty icon="channel" title={t("channels.empty")} text={t("channels.empty.text")} />
      ) : (
        <Connected channels={query.data} />
      )}
      {mayWrite && <Kinds />}
    </Page>
  );
}

function Connected({ channels }: { channels: Channel[] }) {
  const { t } = useI18n();
  return (
    <Table
      caption={t("settings.channels")}
      rows={channels}
      keyOf={({ id }) => id}
      columns={[
        {
          key: "name",
          title: t("channel.name"),
          main: true,
          cell: ({ id, kind, name }) => (
            <span className={classes.name}>
              <ChannelMark kind={kind} />
              <Link to="/settings/channels/$channelId" params={{ channelId: id }}>
                {name}
              </Link>
            </span>
          ),
        },
        { key: "address", title: t("channel.address"), cell: ({ address }) => address },
        { key: "health", title: t("channel.health"), align: "end", cell: (channel) => <HealthStatus channel={channel} /> },
      ]}
    />
  );
}

function Kinds() {
  const { t, words } = useI18n();
  const providers = useProviders();
  if (providers.isPending) return <SkeletonRows rows={2} height={70} />;
  if (providers.isLoadingError) return <Failure error={providers.error} retry={() => void providers.refetch()} />;
  return (
    <Section title={t("channels.add")}>
      <ul className={classes.cards}>
        {providers.data.map(({ kind, title, summary }) => (
          <li key={kind}>
            <Link to="/settings/channels/new/$kind" params={{ kind }} className={classes.card}>
              <ChannelMark kind={kind} size={24} />
              <span>
                <b>{words(title)}</b>
                <small>{words(summary)}</small>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  );
}
