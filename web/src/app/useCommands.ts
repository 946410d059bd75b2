/** Everything the command palette can do for this person. */
import { useMantineColorScheme } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { PLACES } from "@/app/places";
import { SETTINGS } from "@/app/settings";
import { useMacroCommands } from "@/features/automations";
import { useChangeProfile, useMe, useSignOut } from "@/features/workspaces";
import type { Presence } from "@/shared/api/types";
import { useI18n } from "@/shared/i18n";
import { ACTIONS, hasKey, type ActionName } from "@/shared/ui/actions";
import type { IconName } from "@/shared/ui/icons";
import { offeredActions } from "@/shared/ui/useHotkeys";

export interface Command {
  id: string;
  icon: IconName;
  title: string;
  /** Said after the title, in grey. */
  about?: string;
  /** The key that does the same. */
  name?: ActionName;
  run: () => unknown;
}

/** Screens that are not on the rail. */
const BESIDE = [
  { to: "/bonus", icon: "checks", title: "bonus.title", permission: "bonus.read" },
  { to: "/ratings", icon: "smile", title: "ratings.title", permission: "ratings.read" },
  { to: "/consultations", icon: "help", title: "consultations.of_me", permission: "conversations.read" },
  { to: "/tasks", icon: "task", title: "tasks.title", permission: "tasks.read" },
  { to: "/planned", icon: "clock", title: "planned.mine", permission: "conversations.write" },
] as const;

const PRESENCES: Presence[] = ["online", "away", "on_break"];

export function useCommands(onHelp: () => void): Command[] {
  const places = usePlaces();
  const acts = useOffered();
  const macros = useMacroCommands();
  const own = useOwnCommands();
  const { t } = useI18n();
  const signOut = useSignOut();
  return [
    ...acts,
    ...macros,
    ...places,
    ...own,
    { id: "help", icon: "help", title: t("nav.help"), run: onHelp },
    { id: "leave", icon: "leave", title: t("nav.sign_out"), run: () => signOut.mutate() },
  ];
}

/** What the screen under the palette can do; taken when the palette opens, for it covers the screen. */
function useOffered(): Command[] {
  const { t } = useI18n();
  const [offered] = useState(offeredActions);
  return offered.map(({ name, run }) => ({ id: name, icon: ACTIONS[name].icon ?? "bolt", title: t(ACTIONS[name].title), run, ...(hasKey(name) && { name }) }));
}

function usePlaces(): Command[] {
  const { t } = useI18n();
  const navigate = useNavigate();
  const { permissions } = useMe();
  const may = ({ permission }: { permission: string | null }) => !permission || permissions.includes(permission);
  return [
    ...[...PLACES, ...BESIDE].filter(may).map(({ to, icon, title }) => ({ id: to, icon, title: t(title), run: () => navigate({ to }) })),
    ...SETTINGS.filter(may).map(({ to, icon, title }) => ({ id: to, icon, title: `${t("nav.settings")}: ${t(title)}`, run: () => navigate({ to }) })),
  ];
}

function useOwnCommands(): Command[] {
  const { t, locale, setLocale } = useI18n();
  const change = useChangeProfile();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const dark = colorScheme === "dark";
  const other = locale === "ru" ? "en" : "ru";
  const speak = () => {
    setLocale(other);
    change.mutate({ locale: other });
  };
  return [
    ...PRESENCES.map((presence) => ({ id: presence, icon: "user" as const, title: t("commands.presence", { presence: t(`presence.${presence}`) }), run: () => change.mutate({ presence }) })),
    { id: "theme", icon: dark ? "sun" : "moon", title: dark ? t("commands.light") : t("commands.dark"), run: () => setColorScheme(dark ? "light" : "dark") },
    { id: "language", icon: "note", title: other === "ru" ? "Русский" : "English", run: speak },
  ];
}
