/** Ctrl+K: do what the open screen can, go anywhere, find a conversation or a person by words. */
import { Modal } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { Caps } from "@/app/Help";
import classes from "@/app/Help.module.css";
import { typedAhead } from "@/app/typedAhead";
import { useCommands, type Command } from "@/app/useCommands";
import { useJumps } from "@/app/useJumps";
import { useI18n } from "@/shared/i18n";
import { Icon } from "@/shared/ui/icons";

export function Commands({ onClose, onHelp }: { onClose: () => void; onHelp: () => void }) {
  const { t } = useI18n();
  const [words, setWords] = useState("");
  const [active, setActive] = useState(0);
  const wanted = words.trim().toLocaleLowerCase();
  const { jumps, looking } = useJumps(words);
  const found = [...useCommands(onHelp).filter(({ title }) => title.toLocaleLowerCase().includes(wanted)), ...jumps];
  const run = (command: Command | undefined) => {
    if (!command) return;
    onClose();
    // After the palette has given the focus back: an act may take it.
    setTimeout(() => void command.run());
  };
  const press = (event: React.KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && found.length > 0) setActive((active + step + found.length) % found.length);
    else if (event.key === "Enter") run(found[active]);
    else return;
    event.preventDefault();
  };
  return (
    <Modal opened onClose={onClose} withCloseButton={false} padding="md" yOffset="14vh" attributes={{ content: { "aria-label": t("nav.commands") } }}>
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
          onFocus={() => setWords(words + typedAhead())}
          onKeyDown={press}
          onChange={(event) => {
            setWords(event.currentTarget.value);
            setActive(0);
          }}
        />
        <div id="commands" role="listbox" aria-label={t("nav.commands")} className={classes.options}>
          {found.map((command, index) => (
            <Option key={command.id} command={command} index={index} active={index === active} onActive={() => setActive(index)} onRun={() => run(command)} />
          ))}
        </div>
        {found.length === 0 && <p className={classes.none}>{looking ? t("state.loading") : t("search.none")}</p>}
      </div>
    </Modal>
  );
}

interface OptionProps {
  command: Command;
  index: number;
  active: boolean;
  onActive: () => void;
  onRun: () => void;
}

function Option({ command, index, active, onActive, onRun }: OptionProps) {
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (active) line.current?.scrollIntoView({ block: "nearest" });
  }, [active]);
  return (
    // The box keeps the focus and its arrows choose; a pointer is the shortcut here.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events
    <div ref={line} id={`command-${index}`} role="option" tabIndex={-1} aria-selected={active} className={classes.option} onPointerMove={onActive} onClick={onRun}>
      <Icon name={command.icon} />
      <span className={classes.title}>{command.title}</span>
      {command.about && <span className={classes.about}>{command.about}</span>}
      {command.name && (
        <span className={classes.caps}>
          <Caps name={command.name} />
        </span>
      )}
    </div>
  );
}
