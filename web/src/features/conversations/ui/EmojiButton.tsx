/** A small set of what is used in service; the system's own picker has the rest. */
import { Popover } from "@mantine/core";
import { useState } from "react";
import { useT } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/IconButton";
import classes from "@/features/conversations/ui/Composer.module.css";

const EMOJI = "🙂 😊 😉 😄 😍 🤗 🤔 😌 😔 😢 🙏 👍 👌 👏 🤝 👋 💪 ❤️ 💙 🔥 ✨ 🎉 🎁 💐 ✅ ❌ ⚠️ ❓ ⏳ ⏰ 📦 🚚 📍 📞 ✉️ 📎 💳 💰 🛒 ☀️".split(" ");

export function EmojiButton({ onPick }: { onPick: (emoji: string) => void }) {
  const t = useT();
  const [opened, setOpened] = useState(false);
  return (
    <Popover opened={opened} onChange={setOpened} position="top-start" trapFocus shadow="md">
      <Popover.Target>
        <IconButton icon="smile" label={t("composer.emoji")} aria-expanded={opened} onClick={() => setOpened(!opened)} />
      </Popover.Target>
      <Popover.Dropdown p="xs">
        <div className={classes.emoji}>
          {EMOJI.map((emoji) => (
            <button
              key={emoji}
              type="button"
              aria-label={emoji}
              onClick={() => {
                onPick(emoji);
                setOpened(false);
              }}
            >
              {emoji}
            </button>
          ))}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
