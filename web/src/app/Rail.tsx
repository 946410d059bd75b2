/** The way between screens: what the role may not open is not there. At the foot: the person and their presence. */
import { Link, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import classes from "@/app/Rail.module.css";
import { useDebtCount } from "@/features/debts";
import { Bell } from "@/features/notifications";
import { PersonButton } from "@/app/PersonButton";
import { PlacesButton } from "@/app/PlacesButton";
import { useMe } from "@/features/workspaces";
import { PLACES, WITHIN, type Place } from "@/app/places";
import { useT } from "@/shared/i18n";
import { Icon } from "@/shared/ui/icons";
import { useHint } from "@/shared/ui/useHint";

const OWED_SHOWN_MAX = 100;

const PlacesMenu = lazy(() => import("@/app/PlacesMenu").then(({ PlacesMenu: component }) => ({ default: component })));
const PersonMenu = lazy(() => import("@/app/PersonMenu").then(({ PersonMenu: component }) => ({ default: component })));

export function Rail({ onCommands, onHelp }: { onCommands: () => void; onHelp: () => void }) {
  const t = useT();
  const { permissions } = useMe();
  const places = PLACES.filter(({ permission }) => !permission || permissions.includes(permission));
  const commands = useHint(`${t("nav.commands")}  Ctrl+K`, { side: "right" });
  return (
    <nav className={classes.rail} aria-label={t("nav.label")}>
      <img className={classes.logo} src="/favicon.svg" alt="Otklik" width={28} height={28} />
      <ul className={classes.places}>
        {places.map((place) => (
          <li key={place.to} data-roomy={place.roomy}>
            <Way place={place} />
          </li>
        ))}
        <li className={classes.more}>
          <MorePlaces places={places.filter(({ roomy }) => roomy)} onCommands={onCommands} />
        </li>
      </ul>
      <button type="button" className={classes.extra} aria-label={t("nav.commands")} onClick={onCommands} {...commands.target}>
        <Icon name="search" size={20} />
      </button>
      {commands.hint}
      <Bell />
      <Person onHelp={onHelp} />
    </nav>
  );
}

function Way({ place: { to, icon, title } }: { place: Place }) {
  const t = useT();
  const { hint, target } = useHint(t(title), { side: "right" });
  const within = useRouterState({ select: ({ location }) => WITHIN[to]?.some((path) => location.pathname.startsWith(path)) });
  return (
    <>
      <Link to={to} className={classes.place} data-active={within || undefined} activeProps={{ "data-active": true }} {...target}>
        <Icon name={icon} size={22} />
        <span className={classes.title}>{t(title)}</span>
        {to === "/debts" && <Owed />}
      </Link>
      {hint}
    </>
  );
}

/** How much is owed by me: red while something is late. */
function Owed() {
  const t = useT();
  const { overdue, today } = useDebtCount() ?? { overdue: 0, today: 0 };
  const count = overdue || today;
  if (count === 0) return null;
  return (
    <span className={classes.owed} data-tone={overdue > 0 ? "broken" : undefined}>
      <span aria-hidden="true">{count >= OWED_SHOWN_MAX ? `${OWED_SHOWN_MAX - 1}+` : count}</span>
      <span className="unseen">{t(overdue > 0 ? "nav.debts.overdue" : "nav.debts.today", { count })}</span>
    </span>
  );
}

function MorePlaces({ places, onCommands }: { places: Place[]; onCommands: () => void }) {
  const [asked, setAsked] = useState(false);
  const active = useRouterState({ select: ({ location }) => places.some(({ to }) => location.pathname.startsWith(to)) });
  const button = <PlacesButton active={active} onClick={() => setAsked(true)} />;
  if (!asked) return button;
  return (
    <Suspense fallback={button}>
      <PlacesMenu places={places} active={active} onCommands={onCommands} />
    </Suspense>
  );
}

/** The menu comes when it is asked for; until then the button stands alone. */
function Person({ onHelp }: { onHelp: () => void }) {
  const [asked, setAsked] = useState(false);
  const button = <PersonButton onClick={() => setAsked(true)} />;
  if (!asked) return button;
  return (
    <Suspense fallback={button}>
      <PersonMenu onHelp={onHelp} />
    </Suspense>
  );
}
