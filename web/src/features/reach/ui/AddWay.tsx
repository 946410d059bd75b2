/** What can still be added: connected channels first, for they need no typing. */
import { Button, Menu } from "@mantine/core";
import { useT } from "@/shared/i18n";
import { Icon } from "@/shared/ui/icons";
import type { Reach, ReachEntry } from "@/shared/api/types";
import { channelWay, ENTRIES_MAX, FREE_KINDS, newWay, unused } from "@/features/reach/ways";

export function AddWay({ reach, entries, onAdd }: { reach: Reach; entries: readonly ReachEntry[]; onAdd: (entry: ReachEntry) => void }) {
  const t = useT();
  const channels = unused(reach, entries);
  return (
    <Menu position="bottom-start" withinPortal>
      <Menu.Target>
        <Button variant="default" disabled={entries.length >= ENTRIES_MAX} leftSection={<Icon name="plus" />}>
          {t("reach.add")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {channels.length > 0 && <Menu.Label>{t("reach.connected")}</Menu.Label>}
        {channels.map(({ channel_id: id, name }) => (
          <Menu.Item key={id} onClick={() => onAdd(channelWay(id))}>
            {name}
          </Menu.Item>
        ))}
        <Menu.Label>{t("reach.free")}</Menu.Label>
        {FREE_KINDS.map((kind) => (
          <Menu.Item key={kind} onClick={() => onAdd(newWay(kind))}>
            {t(`reach.kind.${kind}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
