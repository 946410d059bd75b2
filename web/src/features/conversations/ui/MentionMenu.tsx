/** The list over the composer that "@" opens in a note. */
import { useEffect, useRef } from "react";
import { useT } from "@/shared/i18n";
import { Avatar } from "@/shared/ui/Avatar";
import { Icon } from "@/shared/ui/icons";
import type { Person } from "@/features/conversations/mentions";
import classes from "@/features/conversations/ui/MentionMenu.module.css";

export const MENTION_MENU_ID = "mention-menu";

interface Props {
  people: Person[];
  active: number;
  onPick: (person: Person) => void;
}

export function MentionMenu({ people, active, onPick }: Props) {
  const t = useT();
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: "nearest" });
  }, [active]);
  return (
    <div ref={list} id={MENTION_MENU_ID} className={classes.menu} role="listbox" aria-label={t("mentions.menu")}>
      {people.map((person, index) => (
        <div
          key={person.id}
          id={`${MENTION_MENU_ID}-${index}`}
          role="option"
          aria-selected={index === active}
          tabIndex={-1}
          className={classes.option}
          onPointerDown={(event) => {
            event.preventDefault();
            onPick(person);
          }}
        >
          {person.kind === "team" ? <span className={classes.team}><Icon name="team" size={16} /></span> : <Avatar name={person.name} src={person.photo_url} size={24} />}
          <span className={classes.name} dir="auto">{person.name}</span>
          {person.kind === "team" && <span className={classes.about}>{t("mentions.team")}</span>}
          {person.online && <span className={classes.about}>{t("presence.online")}</span>}
        </div>
      ))}
    </div>
  );
}
