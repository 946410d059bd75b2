/** Asks once before an answer goes after a colleague's. */
import { Button } from "@mantine/core";
import { useEffect, useRef } from "react";
import { useT } from "@/shared/i18n";
import { Icon } from "@/shared/ui/icons";
import type { Message } from "@/shared/api/types";
import { firstWords } from "@/features/conversations/collision";
import { shownText } from "@/features/conversations/thread";
import classes from "@/features/conversations/ui/Composer.module.css";

interface Props {
  message: Message;
  onSend: () => void;
  /** The writer has seen it. */
  onKnown: () => void;
}

export function CollisionBox({ message, onSend, onKnown }: Props) {
  const t = useT();
  const look = useRef<HTMLButtonElement>(null);
  useEffect(() => look.current?.focus(), [message.id]);
  const words = firstWords(shownText(message).shown) || t("thread.files", { count: message.attachments.length });
  const show = () => {
    onKnown();
    document.getElementById(`message-${message.id}`)?.scrollIntoView({ block: "center", behavior: "smooth" });
  };
  const press = (event: React.KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    onKnown();
  };
  return (
    // Escape says "known" from either button.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div className={classes.collision} role="alert" onKeyDown={press}>
      <Icon name="alert" size={16} />
      <p>{t("collision.about", { name: message.author.name, words })}</p>
      <div className={classes.collisionActs}>
        <Button ref={look} size="xs" variant="default" onClick={show}>
          {t("collision.look")}
        </Button>
        <Button size="xs" onClick={onSend}>
          {t("collision.send")}
        </Button>
      </div>
    </div>
  );
}
