/** The wall board of a television: read from five metres, dark, without a session, by the secret behind the # of its link. */
import { QueryClient, QueryClientProvider, useQuery } from "@tanstack/react-query";
import { useEffect, useState, useSyncExternalStore } from "react";
import { useFormat, type Format } from "@/shared/format";
import { useT } from "@/shared/i18n";
import { Avatar } from "@/shared/ui/Avatar";
import { Icon } from "@/shared/ui/icons";
import { useTitle } from "@/shared/ui/useTitle";
import type { Wall as Board } from "@/shared/api/types";
import { shareOf, toneOf } from "@/features/targets/rules";
import { fetchWall, isRevoked, POLL_MS, secretOf } from "@/features/targets/wall";
import classes from "@/features/targets/screens/Wall.module.css";

const TICK_MS = 1_000;
/** Figures older than this are shown as old. */
const OLD_MS = 3 * POLL_MS;

type Tone = "kept" | "soon" | "broken" | undefined;

export function Wall() {
  const [client] = useState(() => new QueryClient());
  const secret = secretOf(useHash());
  return (
    <QueryClientProvider client={client}>
      <div className={classes.wall}>
        {secret ? <Watched key={secret} secret={secret} /> : <Message title="wall.no_link" text="wall.no_link.text" />}
      </div>
    </QueryClientProvider>
  );
}

function Watched({ secret }: { secret: string }) {
  const t = useT();
  const query = useQuery({ queryKey: ["wall"], queryFn: ({ signal }) => fetchWall(secret, signal), refetchInterval: ({ state }) => (isRevoked(state.error) ? false : POLL_MS), refetchIntervalInBackground: true, retry: false, gcTime: Number.POSITIVE_INFINITY, networkMode: "always" });
  if (isRevoked(query.error)) return <Message title="wall.revoked" text="wall.revoked.text" />;
  if (query.data) return <Shown board={query.data} receivedAt={query.dataUpdatedAt} />;
  if (query.isError) return <Message title="wall.unreachable" text="wall.unreachable.text" />;
  return <p className={classes.message} role="status">{t("state.loading")}</p>;
}

function Message({ title, text }: { title: "wall.no_link" | "wall.revoked" | "wall.unreachable"; text: "wall.no_link.text" | "wall.revoked.text" | "wall.unreachable.text" }) {
  const t = useT();
  useTitle(t(title));
  return (
    <main className={classes.message} role="alert">
      <h1>{t(title)}</h1>
      <p>{t(text)}</p>
    </main>
  );
}

/** The board's clock is the server's: a television's own is often wrong. */
function Shown({ board, receivedAt }: { board: Board; receivedAt: number }) {
  const t = useT();
  const format = useFormat();
  const here = useTick();
  const age = Math.max(here - receivedAt, 0);
  const now = new Date(new Date(board.at).getTime() + age);
  const old = age > OLD_MS;
  useTitle(board.company);
  return (
    <>
      <header className={classes.head}>
        <h1 className={classes.company}>{board.company}</h1>
        <p className={classes.age} data-old={old || undefined} role="status">
          {old ? (
            <>
              <Icon name="alert" size={22} /> {t("wall.old", { duration: format.duration(age / 1000) })}
            </>
          ) : (
            t("wall.fresh")
          )}
        </p>
        <time className={classes.clock}>{format.clock(now)}</time>
      </header>
      <main className={classes.board} data-old={old || undefined}>
        <Figures board={board} now={now} />
        <People board={board} />
        <Breaches board={board} format={format} />
      </main>
    </>
  );
}

function Figures({ board, now }: { board: Board; now: Date }) {
  const t = useT();
  const format = useFormat();
  const { longest_since: since, overdue, near } = board;
  const median = board.median_seconds === null ? "" : t("wall.median", { duration: format.duration(board.median_seconds) });
  const solved = shareOf(board.solved) === null ? "" : t("wall.solved", { share: percent(board.solved, format) });
  const pressed: Tone = overdue > 0 ? "broken" : near > 0 ? "soon" : undefined;
  return (
    <section className={classes.figures} aria-label={t("wall.now")}>
      <Figure name={t("wall.waiting")} value={format.number(board.waiting)} tone={pressed} about={overdue > 0 ? t("wall.overdue", { count: overdue }) : undefined} />
      <Figure name={t("wall.longest")} value={since === null ? "–" : format.durationShort(waited(since, now))} tone={pressed} about={since === null ? undefined : format.duration(waited(since, now))} />
      <Figure name={t("wall.near")} value={format.number(near)} tone={near > 0 ? "soon" : undefined} />
      <Figure name={t("wall.broken_today")} value={format.number(board.broken_today)} tone={board.broken_today > 0 ? "broken" : "kept"} />
      <Figure name={t("wall.kept")} value={percent(board.today, format)} tone={toneOf(board.today)} about={[t("wall.kept.of", { kept: board.today.kept, all: board.today.kept + board.today.broken }), median, solved].filter(Boolean).join(" · ")} />
      <Figure name={t("wall.online")} value={format.number(board.online)} tone={board.online === 0 && board.waiting > 0 ? "broken" : undefined} />
    </section>
  );
}

function waited(since: string, now: Date): number {
  return Math.max((now.getTime() - new Date(since).getTime()) / 1000, 0);
}

function percent(share: Board["today"], format: Format): string {
  const part = shareOf(share);
  return part === null ? "–" : format.percent(Math.floor(part * 100));
}

const MARKS = { soon: "clock", broken: "alert", kept: "check" } as const;

/** Never the colour alone: a figure that is late or near it carries a mark too. */
function Figure({ name, value, tone, about }: { name: string; value: string; tone: Tone; about?: string | undefined }) {
  const [number, ...unit] = value.split(/\s/);
  return (
    <div role="group" aria-label={name} className={classes.figure} data-tone={tone}>
      <span className={classes.name}>
        {tone && <Icon name={MARKS[tone]} size={26} />}
        {name}
      </span>
      <span className={classes.value}>
        {number}
        {unit.length > 0 && <small>{` ${unit.join(" ")}`}</small>}
      </span>
      <span className={classes.about}>{about ?? "\u00a0"}</span>
    </div>
  );
}

function People({ board }: { board: Board }) {
  const t = useT();
  return (
    <section className={classes.side} aria-label={t("wall.people")}>
      <h2>{t("wall.people")}</h2>
      {board.operators.length === 0 && <p className={classes.none}>{t("wall.people.none")}</p>}
      <ul>
        {board.operators.map(({ name, photo_url: photo, open, waiting }, index) => (
          <li key={index} className={classes.line}>
            <Avatar name={name} src={photo} size={40} />
            <span className={classes.who}>{name}</span>
            <span className={classes.load}>{t("wall.load", { open, waiting })}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Breaches({ board, format }: { board: Board; format: Format }) {
  const t = useT();
  return (
    <section className={classes.side} aria-label={t("wall.breaches")}>
      <h2>{t("wall.breaches")}</h2>
      {board.breaches.length === 0 && <p className={classes.none}>{t("wall.breaches.none")}</p>}
      <ul>
        {board.breaches.map((one) => (
          <li key={`${one.conversation_number}/${one.at}/${one.solving}`} className={classes.line} data-open={!one.answered || undefined}>
            <span className={classes.at}>{format.clock(one.at)}</span>
            <span className={classes.who}>
              {t(one.solving ? "wall.breach.solving" : "wall.breach", { number: one.conversation_number, channel: one.channel_name })}
            </span>
            <span className={classes.load}>{one.answered ? one.held_by || t("wall.nobody") : t(one.solving ? "wall.unsolved" : "wall.unanswered")}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function useTick(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}

function onHashChange(listener: () => void): () => void {
  window.addEventListener("hashchange", listener);
  return () => window.removeEventListener("hashchange", listener);
}

function useHash(): string {
  return useSyncExternalStore(onHashChange, () => location.hash);
}
