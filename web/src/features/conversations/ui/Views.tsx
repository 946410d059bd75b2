/** The views of the inbox with their counts; saved views, teams, labels and channels, each group folded or not. */
import { Link } from "@tanstack/react-router";
import { useFormat } from "@/shared/format";
import { useT, type Key } from "@/shared/i18n";
import { useMemory } from "@/shared/useMemory";
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
import { useTaskCounts } from "@/features/tasks";
import { useTeams } from "@/features/workspaces";
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
        <ToDo />
      </ul>
      <Saved filter={filter} counts={counts?.saved} />
      <Teams team={filter.team_id} counts={counts?.teams} />
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

/** What I am to do; a screen of its own. */
function ToDo() {
  const t = useT();
  const format = useFormat();
  const counts = useTaskCounts().data;
  return (
    <li>
      <Link to="/tasks" className={classes.view}>
        <Icon name="task" />
        <span className={classes.name}>{t("tasks.title")}</span>
        {counts && counts.mine > 0 && (
          <span className={classes.count} data-tone={counts.mine_overdue > 0 ? "soon" : undefined}>
            {format.number(counts.mine)}
          </span>
        )}
      </Link>
    </li>
  );
}

/** A group of links that folds, and stays folded. */
function Section({ name, title, children }: { name: string; title: string; children: React.ReactNode }) {
  const [folded, setFolded] = useMemory(`inbox.folded.${name}`, false);
  return (
    <>
      <h2 className={classes.heading}>
        <button type="button" className={classes.fold} aria-expanded={!folded} onClick={() => setFolded(!folded)}>
          {title}
          <Icon name="down" size={14} />
        </button>
      </h2>
      {!folded && <ul>{children}</ul>}
    </>
  );
}

const COUNT_MAX = 1_000;

function Count({ of: count = 0 }: { of: number | undefined }) {
  const format = useFormat();
  if (count === 0) return null;
  return <span className={classes.count}>{count >= COUNT_MAX ? `${format.number(COUNT_MAX - 1)}+` : format.number(count)}</span>;
}

interface NarrowedProps {
  name: "channel" | "label" | "team";
  id: string;
  on: boolean;
  mark: React.ReactNode;
  title: string;
  also?: DeskSearch;
  children?: React.ReactNode;
}

/** Narrows the list to what it names, and widens it again. */
function Narrowed({ name, id, on, mark, title, also, children }: NarrowedProps) {
  return (
    <li>
      <Link to="/inbox" search={(old: DeskSearch) => ({ ...old, ...also, [name]: on ? undefined : id, q: undefined })} className={classes.view} data-active={on || undefined} {...(on && { "aria-current": "true" as const })}>
        <span className={classes.mark}>{mark}</span>
        <bdi className={classes.name} title={title}>
          {title}
        </bdi>
        {children}
        {on && <Icon name="close" size={14} />}
      </Link>
    </li>
  );
}

function Saved({ filter, counts }: { filter: ListFilter; counts: Record<string, number> | undefined }) {
  const t = useT();
  const views = useSavedViews().data ?? [];
  if (views.length === 0) return null;
  const here = JSON.stringify(filter);
  return (
    <Section name="saved" title={t("views.own")}>
      {views.map(({ id, name, filter: saved }) => {
        const search = searchOf(saved);
        const active = JSON.stringify(filterOf(search)) === here;
        return (
          <li key={id}>
            <Link to="/inbox" search={(old: DeskSearch) => ({ ...old, ...UNNARROWED, ...search, q: undefined })} className={classes.view} data-active={active || undefined} {...(active && { "aria-current": "page" as const })}>
              <Icon name="list" />
              <bdi className={classes.name} title={name}>
                {name}
              </bdi>
              <Count of={counts?.[id]} />
            </Link>
          </li>
        );
      })}
    </Section>
  );
}

const OPEN: DeskSearch = { view: "open" };

/** One's own teams, all for whoever looks after others: those that the server counts, which counts the open. */
function Teams({ team, counts = {} }: { team: string | undefined; counts: Record<string, number> | undefined }) {
  const t = useT();
  const teams = (useTeams().data ?? []).filter(({ id }) => id in counts);
  if (teams.length === 0) return null;
  return (
    <Section name="teams" title={t("people.teams")}>
      {teams.map(({ id, name }) => (
        <Narrowed key={id} name="team" id={id} on={team === id} mark={<Icon name="team" />} title={name} also={OPEN}>
          <Count of={counts[id]} />
        </Narrowed>
      ))}
    </Section>
  );
}

function Labels({ label }: { label: string | undefined }) {
  const t = useT();
  const labels = useLabels().data ?? [];
  if (labels.length === 0) return null;
  return (
    <Section name="labels" title={t("settings.labels")}>
      {labels.map(({ id, name, colour }) => (
        <Narrowed key={id} name="label" id={id} on={label === id} mark={<LabelDot colour={colour} />} title={name} />
      ))}
    </Section>
  );
}

function Channels({ channel }: { channel: string | undefined }) {
  const t = useT();
  const channels = useChannels().data ?? [];
  if (channels.length < 2) return null;
  return (
    <Section name="channels" title={t("inbox.channels")}>
      {channels.map(({ id, kind, name }) => (
        <Narrowed key={id} name="channel" id={id} on={channel === id} mark={<ChannelMark kind={kind} />} title={name} />
      ))}
    </Section>
  );
}
