/** The views of the inbox with their counts, and the channels. */
import { Link } from "@tanstack/react-router";
import { useFormat } from "@/shared/format";
import { useT, type Key } from "@/shared/i18n";
import { Icon, type IconName } from "@/shared/ui/icons";
import type { View } from "@/shared/api/types";
import type { DeskSearch } from "@/shared/search";
import { useCounts } from "@/features/conversations/api/counts";
import { ChannelMark, useChannels } from "@/features/delivery";
import classes from "@/features/conversations/ui/Views.module.css";

export const VIEWS: { view: View; icon: IconName; title: Key }[] = [
  { view: "mine", icon: "user", title: "view.mine" },
  { view: "unassigned", icon: "inbox", title: "view.unassigned" },
  { view: "waiting", icon: "clock", title: "view.waiting" },
  { view: "open", icon: "open", title: "view.open" },
  { view: "snoozed", icon: "clock", title: "view.snoozed" },
  { view: "closed", icon: "check", title: "view.closed" },
  { view: "all", icon: "list", title: "view.all" },
];

export function Views({ view, channel }: { view: View; channel: string | undefined }) {
  const t = useT();
  const counts = useCounts().data;
  const format = useFormat();
  return (
    <nav className={classes.views} aria-label={t("inbox.views")}>
      <h1 className={classes.title}>{t("nav.inbox")}</h1>
      <ul>
        {VIEWS.map(({ view: name, icon, title }) => (
          <li key={name}>
            <Link to="/inbox" search={(old: DeskSearch) => ({ ...old, view: name, q: undefined })} className={classes.view} data-active={name === view || undefined} {...(name === view && { "aria-current": "page" as const })}>
              <Icon name={icon} />
              <span className={classes.name}>{t(title)}</span>
              {counts && counts[name] > 0 && name !== "closed" && name !== "all" && (
                <span className={classes.count} data-tone={name === "waiting" ? "soon" : undefined}>
                  {format.number(counts[name])}
                </span>
              )}
            </Link>
          </li>
        ))}
      </ul>
      <Channels channel={channel} />
    </nav>
  );
}

function Channels({ channel }: { channel: string | undefined }) {
  const t = useT();
  const channels = useChannels().data ?? [];
  if (channels.length < 2) return null;
  return (
    <>
      <h2 className={classes.heading}>{t("inbox.channels")}</h2>
      <ul>
        {channels.map(({ id, kind, name }) => (
          <li key={id}>
            <Link to="/inbox" search={(old: DeskSearch) => ({ ...old, channel: channel === id ? undefined : id, q: undefined })} className={classes.view} data-active={channel === id || undefined} aria-pressed={channel === id}>
              <span className={classes.mark}>
                <ChannelMark kind={kind} />
              </span>
              <span className={classes.name}>{name}</span>
              {channel === id && <Icon name="close" size={14} />}
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}
