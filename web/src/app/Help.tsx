import { Modal } from "@mantine/core";
import { useT, type Key } from "@/shared/i18n";
import classes from "@/app/Help.module.css";

const KEYS: [string, Key][] = [
  ["J / K", "help.move"],
  ["Enter", "help.open"],
  ["Esc", "help.leave"],
  ["R", "help.reply"],
  ["N", "help.note"],
  ["E", "help.close"],
  ["A", "help.assign"],
  ["/", "help.search"],
  ["Ctrl + Enter", "help.send"],
  ["Ctrl + K", "help.commands"],
  ["?", "help.help"],
];

export function Help({ onClose }: { onClose: () => void }) {
  const t = useT();
  return (
    <Modal opened onClose={onClose} title={t("nav.help")} centered closeButtonProps={{ "aria-label": t("action.close") }}>
      <dl className={classes.keys}>
        {KEYS.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{t(what)}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
