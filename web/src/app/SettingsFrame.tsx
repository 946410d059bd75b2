/** Settings: a searchable list of pages beside the page; on a phone one at a time. */
import { TextInput } from "@mantine/core";
import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { useState } from "react";
import { SETTINGS } from "@/app/settings";
import classes from "@/app/Settings.module.css";
import { useMe } from "@/features/workspaces";
import { useT } from "@/shared/i18n";
import { Icon } from "@/shared/ui/icons";
import { useTitle } from "@/shared/ui/useTitle";
import { usePhone } from "@/shared/ui/usePhone";

export function SettingsFrame() {
  const t = useT();
  const phone = usePhone();
  useTitle(phone ? t("nav.settings") : undefined);
  const here = useRouterState({ select: ({ location }) => location.pathname });
  if (phone && here.replace(/\/$/, "") === "/settings") return <SettingsList />;
  return (
    <>
      {!phone && <SettingsList />}
      <div className={classes.page}>
        {phone && (
          <Link to="/settings" className={classes.back}>
            <Icon name="back" /> {t("nav.settings")}
          </Link>
        )}
        <Outlet />
      </div>
    </>
  );
}

/** The list is longer than a low window: the page that is open is seen in it. */
function showSelf(one: HTMLElement | null): void {
  one?.scrollIntoView({ block: "nearest" });
}

function SettingsList() {
  const t = useT();
  const here = useRouterState({ select: ({ location }) => location.pathname });
  const phone = usePhone();
  const Heading = phone ? "h1" : "h2";
  const { permissions } = useMe();
  const [words, setWords] = useState("");
  const wanted = words.trim().toLocaleLowerCase();
  const mine = SETTINGS.filter(({ permission }) => !permission || permissions.includes(permission));
  const found = mine.filter(({ title, about }) => `${t(title)} ${t(about)}`.toLocaleLowerCase().includes(wanted));
  return (
    <nav className={classes.list} aria-label={t("nav.settings")}>
      <div className={classes.head}>
        <Heading className={classes.title}>{t("nav.settings")}</Heading>
        <TextInput type="search" aria-label={t("settings.search")} placeholder={t("settings.search")} leftSection={<Icon name="search" size={16} />} value={words} onChange={(event) => setWords(event.currentTarget.value)} />
      </div>
      <ul className={classes.places}>
        {found.map(({ to, icon, title, about }) => (
          <li key={to} ref={to === here ? showSelf : undefined}>
            <Link to={to} className={classes.place} title={phone ? undefined : t(about)} activeProps={{ "data-active": true }}>
              <Icon name={icon} />
              <span>
                {t(title)}
                <small>{t(about)}</small>
              </span>
            </Link>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className={classes.none}>{t("search.none")}</p>}
    </nav>
  );
}
