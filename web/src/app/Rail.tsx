/** The way between screens: what the role may not open is not there. At the foot: the person and their presence. */
import { Menu, Tooltip } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import classes from "@/app/Rail.module.css";
import { Bell } from "@/features/notifications";
import { useChangeProfile, useMe, useSignOut } from "@/features/workspaces";
import type { Permission, Presence } from "@/shared/api/types";
import { useFormat } from "@/shared/format";
import { useT, type Key } from "@/shared/i18n";
import { Avatar } from "@/shared/ui/Avatar";
import { Icon, type IconName } from "@/shared/ui/icons";

export interface Place {
  to: "/inbox" | "/contacts" | "/speed" | "/settings";
  icon: IconName;
  title: Key;
  permission: Permission | null;
}

export const PLACES: Place[] = [
  { to: "/inbox", icon: "inbox", title: "nav.inbox", permission: "conversations.read" },
  { to: "/contacts", icon: "contacts", title: "nav.contacts", permission: "contacts.read" },
  { to: "/speed", icon: "speed", title: "nav.speed", permission: "speed.read" },
  { to: "/settings", icon: "settings", title: "nav.settings", permission: null },
];

const PRESENCES: Presence[] = ["online", "away", "on_break"];
const BREAKS_MINUTES = [5, 15, 30, 60];

export function Rail({ onCommands, onHelp }: { onCommands: () => void; onHelp: () => void }) {
  const t = useT();
  const { permissions } = useMe();
  return (
    <nav className={classes.rail} aria-label={t("nav.label")}>
      <img className={classes.logo} src="/favicon.svg" alt="Otklik" width={28} height={28} />
      <ul className={classes.places}>
        {PLACES.filter(({ permission }) => !permission || permissions.includes(permission)).map(({ to, icon, title }) => (
          <li key={to}>
            <Tooltip label={t(title)} position="right" openDelay={200}>
              <Link to={to} className={classes.place} activeProps={{ "data-active": true }}>
                <Icon name={icon} size={22} />
                <span className={classes.title}>{t(title)}</span>
              </Link>
            </Tooltip>
          </li>
        ))}
      </ul>
      <Tooltip label={`${t("nav.commands")}  Ctrl+K`} position="right" openDelay={200}>
        <button type="button" className={classes.extra} aria-label={t("nav.commands")} onClick={onCommands}>
          <Icon name="search" size={20} />
        </button>
      </Tooltip>
      <Bell />
      <Person onHelp={onHelp} />
    </nav>
  );
}

function Person({ onHelp }: { onHelp: () => void }) {
  const t = useT();
  const format = useFormat();
  const navigate = useNavigate();
  const { operator } = useMe();
  const change = useChangeProfile();
  const signOut = useSignOut();
  return (
    <Menu position="right-end" width={252} shadow="md">
      <Menu.Target>
        <button type="button" className={classes.person} aria-label={t("nav.me", { name: operator.name, presence: t(`presence.${operator.presence}`) })}>
          <Avatar name={operator.name} src={operator.photo_url} size={32} />
          <span className={classes.presence} data-presence={operator.presence} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{operator.name}</Menu.Label>
        {PRESENCES.map((presence) => (
          <Menu.Item key={presence} leftSection={<span className={classes.dot} data-presence={presence} />} rightSection={presence === operator.presence ? <Icon name="check" size={16} /> : null} onClick={() => change.mutate({ presence })}>
            {presence === "on_break" && operator.presence === presence && operator.break_ends_at ? t("presence.on_break_until", { time: format.clock(operator.break_ends_at) }) : t(`presence.${presence}`)}
          </Menu.Item>
        ))}
        <Menu.Label>{t("presence.back_in")}</Menu.Label>
        <div className={classes.breaks} role="group" aria-label={t("presence.back_in")}>
          {BREAKS_MINUTES.map((minutes) => (
            <Menu.Item key={minutes} className={classes.break} onClick={() => change.mutate({ presence: "on_break", break_minutes: minutes })}>
              {t("unit.min", { n: minutes })}
            </Menu.Item>
          ))}
        </div>
        <Menu.Divider />
        <Menu.Item leftSection={<Icon name="user" />} onClick={() => void navigate({ to: "/settings/profile" })}>
          {t("nav.profile")}
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="help" />} onClick={onHelp}>
          {t("nav.help")}
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="leave" />} onClick={() => signOut.mutate()}>
          {t("nav.sign_out")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
