/** The places that a phone's bar has no room for, and the search that a keyboard has on Ctrl+K. Opened by whoever asked for it. */
import { Menu } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { PlacesButton } from "@/app/PlacesButton";
import type { Place } from "@/app/places";
import { useT } from "@/shared/i18n";
import { Icon } from "@/shared/ui/icons";

export function PlacesMenu({ places, active, onCommands }: { places: Place[]; active: boolean; onCommands: () => void }) {
  const t = useT();
  return (
    <Menu defaultOpened position="top-end" width={220} shadow="md">
      <Menu.Target>
        <PlacesButton active={active} />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<Icon name="search" />} onClick={onCommands}>
          {t("nav.find")}
        </Menu.Item>
        <Menu.Divider />
        {places.map(({ to, icon, title }) => (
          <Menu.Item key={to} component={Link} to={to} leftSection={<Icon name={icon} />}>
            {t(title)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
