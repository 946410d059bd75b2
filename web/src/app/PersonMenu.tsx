/** What a person does about themselves: presence, profile, help, sign-out. Opened by whoever asked for it. */
import { Menu } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { PersonButton } from "@/app/PersonButton";
import classes from "@/app/Rail.module.css";
import { useChangeProfile, useMe, useSignOut } from "@/features/workspaces";
import type { Presence } from "@/shared/api/types";
import { useFormat } from "@/shared/format";
import { useT } from "@/shared/i18n";
import { Icon } from "@/shared/ui/icons";

const PRESENCES: Presence[] = ["online", "away", "on_break"];
const BREAKS_MINUTES = [5, 15, 30, 60];

export function PersonMenu({ onHelp }: { onHelp: () => void }) {
  const t = useT();
  const format = useFormat();
  const navigate = useNavigate();
  const { operator } = useMe();
  const change = useChangeProfile();
  const signOut = useSignOut();
  return (
    <Menu defaultOpened position="right-end" width={252} shadow="md">
      <Menu.Target>
        <PersonButton />
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
