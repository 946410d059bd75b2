/** Until when a task may rest; counted from the moment the menu opens. */
import { Menu } from "@mantine/core";
import { useT } from "@/shared/i18n";
import { dueChoices } from "@/features/tasks/due";

interface Props {
  say?: (until: string) => string;
  onPick: (until: Date) => void;
}

export function RestItems({ say = (until) => until, onPick }: Props) {
  const t = useT();
  return dueChoices(new Date()).map(({ title, at }) => (
    <Menu.Item key={title} onClick={() => onPick(at)}>
      {say(t(title))}
    </Menu.Item>
  ));
}
