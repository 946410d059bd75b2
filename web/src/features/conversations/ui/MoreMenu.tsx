/** The rarer acts of an open conversation, each with its key; the choices themselves load when first asked for. */
import { Menu } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { useT } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/IconButton";
import { Icon, type IconName } from "@/shared/ui/icons";
import { useHotkeys } from "@/shared/ui/useHotkeys";
import { useToasts } from "@/shared/ui/toasts";
import type { Conversation } from "@/shared/api/types";
import { continuationLink } from "@/features/conversations/api/continuing";
import { useFollowing } from "@/features/conversations/api/handover";
import type { PickKind } from "@/features/conversations/ui/ActPicker";
import { TaskDialog } from "@/features/tasks";
import { useMay, useMe } from "@/features/workspaces";

const ActPicker = lazy(() => import("@/features/conversations/ui/ActPicker").then(({ ActPicker: component }) => ({ default: component })));
const PICKS: { kind: PickKind; icon: IconName; key?: string }[] = [
  { kind: "snooze", icon: "clock", key: "S" },
  { kind: "label", icon: "pin", key: "L" },
  { kind: "priority", icon: "alert", key: "P" },
  { kind: "transfer", icon: "forward" },
  { kind: "merge", icon: "merge" },
];

export function MoreMenu({ conversation, onFind }: { conversation: Conversation; onFind: () => void }) {
  const t = useT();
  const mayWrite = useMay("conversations.write");
  const me = useMe().operator.id;
  const { tell, tellError } = useToasts();
  const carryOn = async () => navigator.clipboard.writeText(await continuationLink(conversation.id));
  const mayTask = useMay("tasks.write");
  const [tasking, setTasking] = useState(false);
  const [picking, setPicking] = useState<PickKind | null>(null);
  const following = useFollowing(conversation.id);
  const follows = conversation.follower_ids.includes(me);
  const toggleFollow = () => following.mutate(!follows, { onError: tellError });
  const offered = mayWrite && !conversation.merged_into_id;
  useHotkeys({
    ...(offered && {
      s: () => setPicking("snooze"),
      l: () => setPicking("label"),
      p: () => setPicking("priority"),
      "conversation.transfer": () => setPicking("transfer"),
      "conversation.merge": () => setPicking("merge"),
    }),
    ...(mayTask && { t: () => setTasking(true) }),
    "conversation.follow": toggleFollow,
  });
  return (
    <>
      <Menu position="bottom-end" width={240} shadow="md">
        <Menu.Target>
          <IconButton icon="more" label={t("thread.more")} />
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<Icon name="search" size={16} />} rightSection={<kbd>Ctrl F</kbd>} onClick={onFind}>
            {t("find.title")}
          </Menu.Item>
          {offered &&
            PICKS.map(({ kind, icon, key }) => (
              <Menu.Item key={kind} leftSection={<Icon name={icon} size={16} />} rightSection={key && <kbd>{key}</kbd>} onClick={() => setPicking(kind)}>
                {t(`act.${kind}`)}
              </Menu.Item>
            ))}
          {offered && (
            <Menu.Item leftSection={<Icon name="external" size={16} />} onClick={() => void carryOn().then(() => tell(t("act.carry_on.copied")), tellError)}>
              {t("act.carry_on")}
            </Menu.Item>
          )}
          {mayTask && (
            <Menu.Item leftSection={<Icon name="task" size={16} />} rightSection={<kbd>T</kbd>} onClick={() => setTasking(true)}>
              {t("act.task")}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<Icon name="bell" size={16} />} onClick={toggleFollow}>
            {follows ? t("act.unfollow") : t("act.follow")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Suspense>{picking && <ActPicker kind={picking} rows={[conversation]} onClose={() => setPicking(null)} />}</Suspense>
      <Suspense>{tasking && <TaskDialog about={{ contactId: conversation.contact.id, conversationId: conversation.id }} source="hand" onClose={() => setTasking(false)} />}</Suspense>
    </>
  );
}
