/** The views of the inbox with their counts, and the channels. */
import { Link } from "@tanstack/react-router";
import { useFormat } from "@/shared/format";
import { useT, type Key } from "@/shared/i18n";
import { Icon, type IconName } from "@/shared/ui/icons";
import type { View } from "@/shared/api/types";
import type { DeskSearch } from "@/shared/search";
import type { ListFilter } from "@/features/conversations/api/keys";
import { useLabels } from "@/features/conversations/api/labels";
import { useSavedViews } from "@/features/conversations/api/views";
import { filterOf, searchOf, UNNARROWED } from "@/features/conversations/filters";
import { LabelDot } from "@/features/conversations/ui/Marks";
import { useCounts } from "@/features/conversations/api/counts";
import { useAskedCount } from "@/features/consultations";
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

export function Views({ filter }: { filter: ListFilter }) {
  const { view, channel_id: channel } = filter;
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
        <Asked />
      </ul>
      <Saved filter={filter} counts={counts?.saved} />
      <Labels label={filter.label_id} />
      <Channels channel={channel} />
    </nav>
  );
}

/** What colleagues ask me; a screen of its own. */
function Asked() {
  const t = useT();
  const format = useFormat();
  const count = useAskedCount();
  return (
    <li>
      <Link to="/consultations" className={classes.view}>
        <Icon name="help" />
        <span className={classes.name}>{t("consultations.of_me")}</span>
        {count > 0 && <span className={classes.count}>{format.number(count)}</span>}
      </Link>
    </li>
  );
}

const SAVED_COUNT_MAX = 1_000;

function Saved({ filter, counts }: { filter: ListFilter; counts: Record<string, number> | undefined }) {
  const t = useT();
  const format = useFormat();
  const views = useSavedViews().data ?? [];
  if (views.length === 0) return null;
  const here = JSON.stringify(filter);
  return (
    <>
      <h2 className={classes.heading}>{t("views.own")}</h2>
      <ul>
        {views.map(({ id, name, filter: saved }) => {
          const search = searchOf(saved);
          const active = JSON.stringify(filterOf(search)) === here;
          const count = counts?.[id] ?? 0;
          return (
            <li key={id}>
              <Link to="/inbox" search={(old: DeskSearch) => ({ ...old, ...UNNARROWED, ...search, q: undefined })} className={classes.view} data-active={active || undefined} {...(active && { "aria-current": "page" as const })}>
                <Icon name="list" />
                <span className={classes.name}>{name}</span>
                {count > 0 && <span className={classes.count}>{count >= SAVED_COUNT_MAX ? `${format.number(SAVED_COUNT_MAX - 1)}+` : format.number(count)}</span>}
              </Link>
            </li>
          );
        })}
      </ul>
    </>
  );
}

function Labels({ label }: { label: string | undefined }) {
  const t = useT();
  const labels = useLabels().data ?? [];
  if (labels.length === 0) return null;
  return (
    <>
      <h2 className={classes.heading}>{t("settings.labels")}</h2>
      <ul>
        {labels.map(({ id, name, colour }) => (
          <li key={id}>
            <Link to="/inbox" search={(old: DeskSearch) => ({ ...old, label: label === id ? undefined : id, q: undefined })} className={classes.view} data-active={label === id || undefined} aria-pressed={label === id}>
              <span className={classes.mark}>
                <LabelDot colour={colour} />
              </span>
              <span className={classes.name}>{name}</span>
              {label === id && <Icon name="close" size={14} />}
            </Link>
          </li>
        ))}
      </ul>
    </>
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
