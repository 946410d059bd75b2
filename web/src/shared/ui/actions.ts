/** Every key of the desk and every act of the command palette, in one table: the help and the palette are made from it.
 *  A name with a dot has no key and stands in the palette only. */
import type { Key } from "@/shared/i18n";
import type { IconName } from "@/shared/ui/icons";

export type Group = "anywhere" | "list" | "thread" | "composer";

export interface Action {
  title: Key;
  group: Group;
  /** With an icon it stands in the palette while a screen offers it. */
  icon?: IconName;
}

const TABLE = {
  "mod+k": { title: "help.commands", group: "anywhere" },
  "?": { title: "help.help", group: "anywhere" },
  z: { title: "help.undo", group: "anywhere" },
  "/": { title: "help.search", group: "list", icon: "search" },
  j: { title: "help.next", group: "list" },
  k: { title: "help.previous", group: "list" },
  Enter: { title: "help.open", group: "list" },
  x: { title: "help.choose", group: "list" },
  r: { title: "help.reply", group: "thread", icon: "reply" },
  n: { title: "help.note", group: "thread", icon: "note" },
  e: { title: "help.close", group: "thread", icon: "check" },
  a: { title: "help.assign", group: "thread", icon: "user" },
  "mod+f": { title: "find.title", group: "thread", icon: "search" },
  s: { title: "act.snooze", group: "thread", icon: "clock" },
  l: { title: "act.label", group: "thread", icon: "pin" },
  p: { title: "act.priority", group: "thread", icon: "alert" },
  t: { title: "act.task", group: "thread", icon: "task" },
  "conversation.transfer": { title: "act.transfer", group: "thread", icon: "forward" },
  "conversation.merge": { title: "act.merge", group: "thread", icon: "merge" },
  "conversation.follow": { title: "help.follow", group: "thread", icon: "bell" },
  Escape: { title: "help.leave", group: "thread", icon: "back" },
  "mod+Enter": { title: "help.send", group: "composer" },
  "composer.plan": { title: "planned.title", group: "composer", icon: "clock" },
  "composer.task": { title: "composer.task", group: "composer", icon: "task" },
  "composer.attach": { title: "composer.attach", group: "composer", icon: "clip" },
} as const satisfies Record<string, Action>;

export type ActionName = keyof typeof TABLE;

export const ACTIONS: Record<ActionName, Action> = TABLE;
export const ACTION_NAMES = Object.keys(TABLE) as ActionName[];

export function hasKey(name: ActionName): boolean {
  return !name.includes(".");
}

const KEYS: Partial<Record<string, string>> = { Escape: "Esc", mod: "Ctrl" };

/** "mod+k" -> ["Ctrl", "K"]. */
export function capsOf(name: ActionName): string[] {
  return name.split("+").map((part) => KEYS[part] ?? (part.length === 1 ? part.toUpperCase() : part));
}
