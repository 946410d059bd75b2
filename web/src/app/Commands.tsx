/** Ctrl+K: go anywhere and do the common things by name. */
import { Modal } from "@mantine/core";
import { useState } from "react";
import classes from "@/app/Help.module.css";
import { useCommands, type Command } from "@/app/useCommands";
import { useI18n } from "@/shared/i18n";
import { Icon } from "@/shared/ui/icons";

export function Commands({ onClose, onHelp }: { onClose: () => void; onHelp: () => void }) {
  const { t } = useI18n();
  const [words, setWords] = useState("");
  const [active, setActive] = useState(0);
  const wanted = words.trim().toLocaleLowerCase();
  const found = useCommands(onHelp).filter(({ title }) => title.toLocaleLowerCase().includes(wanted));
  const run = (command: Command | undefined) => {
    if (!command) return;
    onClose();
    command.run();
  };
  const press = (event: React.KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && found.length > 0) setActive((active + step + found.length) % found.length);
    else if (event.key === "Enter") run(found[active]);
    else return;
    event.preventDefault();
  };
  return (
    <Modal opened onClose={onClose} withCloseButton={false} padding="md" yOffset="14vh" aria-label={t("nav.commands")}>
      <div className={classes.palette}>
        <input
          className={classes.input}
          data-autofocus
          role="combobox"
          aria-expanded="true"
          aria-controls="commands"
          aria-activedescendant={`command-${active}`}
          aria-label={t("commands.placeholder")}
          placeholder={t("commands.placeholder")}
          value={words}
          onKeyDown={press}
          onChange={(event) => {
            setWords(event.currentTarget.value);
            setActive(0);
          }}
        />
        <div id="commands" role="listbox" aria-label={t("nav.commands")} className={classes.options}>
          {found.map((command, index) => (
            <div key={command.id} id={`command-${index}`} role="option" tabIndex={-1} aria-selected={index === active} className={classes.option} onPointerMove={() => setActive(index)} onClick={() => run(command)} onKeyDown={press}>
              <Icon name={command.icon} />
              {command.title}
            </div>
          ))}
        </div>
        {found.length === 0 && <p className={classes.none}>{t("search.none")}</p>}
      </div>
    </Modal>
  );
}
