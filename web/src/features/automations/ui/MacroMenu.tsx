import { Menu } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useT } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/IconButton";
import { Icon } from "@/shared/ui/icons";
import { useMyMacros } from "@/features/automations/api/macros";
import { useRunMacro } from "@/features/automations/useRunMacro";
import { useSayActions } from "@/features/automations/words";
import { useMay } from "@/features/workspaces";

export function MacroMenu({ conversationId, onClose }: { conversationId: string; onClose: () => void }) {
  const t = useT();
  const navigate = useNavigate();
  const query = useMyMacros();
  const run = useRunMacro(conversationId);
  const say = useSayActions();
  const mayWrite = useMay("automations.write");
  const macros = query.data ?? [];
  return (
    <Menu opened onChange={(opened) => !opened && onClose()} position="top-start" width={300} shadow="md" withinPortal>
      <Menu.Target>
        <IconButton icon="play" label={t("composer.macro")} active onClick={onClose} />
      </Menu.Target>
      <Menu.Dropdown mah={360} style={{ overflowY: "auto" }}>
        <Menu.Label>{query.isPending ? t("state.loading") : macros.length > 0 ? t("composer.macro") : t("macros.empty")}</Menu.Label>
        {macros.map((macro) => (
          <Menu.Item key={macro.id} leftSection={<Icon name="play" size={16} />} onClick={() => void run(macro)}>
            {macro.name}
            <small style={{ display: "block", color: "var(--ink-soft)" }}>{say(macro.actions)}</small>
          </Menu.Item>
        ))}
        {mayWrite && <Menu.Divider />}
        {mayWrite && (
          <Menu.Item leftSection={<Icon name="settings" size={16} />} onClick={() => void navigate({ to: "/settings/macros" })}>
            {t("macros.set_up")}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
