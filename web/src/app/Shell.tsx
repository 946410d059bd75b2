/** The frame of every screen after sign-in: the rail, the banner, live events, commands and help. */
import { useDeskParams } from "@/shared/search";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Navigate, Outlet, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { Banner } from "@/app/Banner";
import { useDeskEvents } from "@/app/live";
import { Morning } from "@/app/Morning";
import { Rail } from "@/app/Rail";
import classes from "@/app/Shell.module.css";
import { keepTyping } from "@/app/typedAhead";
import { useActivity } from "@/app/useActivity";
import { outbox } from "@/features/conversations";
import { forgetSession, sessionQuery, useMe } from "@/features/workspaces";
import { ApiError } from "@/shared/api/http";
import { isLocale, useI18n } from "@/shared/i18n";
import { LiveProvider } from "@/shared/live/context";
import { useHotkeys } from "@/shared/ui/useHotkeys";
import { useKeptFocus } from "@/shared/ui/useKeptFocus";

const Commands = lazy(() => import("@/app/Commands").then(({ Commands: component }) => ({ default: component })));
const Help = lazy(() => import("@/app/Help").then(({ Help: component }) => ({ default: component })));

const CONTENT = "content";

export function Shell() {
  const { data: me } = useQuery(sessionQuery);
  const here = useRouterState({ select: ({ location }) => location.href });
  if (!me) return <Navigate to="/sign-in" search={{ next: here }} replace />;
  return <Desk />;
}

function Desk() {
  const { t } = useI18n();
  const events = useDeskEvents();
  const { live_head } = useMe();
  const { conversationId } = useDeskParams();
  const [panel, setPanel] = useState<"commands" | "help" | null>(null);
  useSignedOutElsewhere();
  useOwnLanguage();
  useActivity();
  useKeptFocus(CONTENT);
  useEffect(() => {
    const flush = () => outbox.flush(undefined, true);
    window.addEventListener("pagehide", flush);
    return () => window.removeEventListener("pagehide", flush);
  }, []);
  const openCommands = () => {
    if (panel !== "commands") keepTyping();
    setPanel("commands");
  };
  useHotkeys({ "mod+k": openCommands, "?": () => setPanel("help") });
  return (
    <LiveProvider after={live_head} {...events}>
      <div className={classes.shell} data-thread={conversationId !== undefined || undefined}>
        <a className={classes.skip} href={`#${CONTENT}`}>
          {t("nav.skip")}
        </a>
        <Rail onCommands={openCommands} onHelp={() => setPanel("help")} />
        <div className={classes.body}>
          <Banner />
          <Morning />
          <main id={CONTENT} className={classes.content} tabIndex={-1}>
            <Outlet />
          </main>
        </div>
      </div>
      <Suspense>
        {panel === "commands" && <Commands onClose={() => setPanel(null)} onHelp={() => setPanel("help")} />}
        {panel === "help" && <Help onClose={() => setPanel(null)} />}
      </Suspense>
    </LiveProvider>
  );
}

/** A 401 anywhere means that the session is over, here or in another tab. */
function useSignedOutElsewhere(): void {
  const client = useQueryClient();
  useEffect(() => {
    const check = (error: unknown) => {
      if (error instanceof ApiError && error.status === 401) forgetSession(client);
    };
    const stopQueries = client.getQueryCache().subscribe((event) => {
      if (event.type === "updated" && event.action.type === "error") check(event.action.error);
    });
    const stopMutations = client.getMutationCache().subscribe((event) => {
      if (event.type === "updated" && event.action.type === "error") check(event.action.error);
    });
    return () => {
      stopQueries();
      stopMutations();
    };
  }, [client]);
}

/** The language chosen in the profile wins over the browser's, on any machine. */
function useOwnLanguage(): void {
  const { data: me } = useQuery(sessionQuery);
  const { locale, setLocale } = useI18n();
  const chosen = me?.operator.locale;
  useEffect(() => {
    if (isLocale(chosen) && chosen !== locale) setLocale(chosen);
    // Only a change of the profile switches; switching back by hand must not fight it.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [chosen]);
}
