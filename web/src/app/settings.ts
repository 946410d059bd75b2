/** The pages of Settings: who may open them and what they are found by. */
import type { Permission } from "@/shared/api/types";
import type { Key } from "@/shared/i18n";
import type { IconName } from "@/shared/ui/icons";

export interface SettingsPlace {
  to: "/settings/profile" | "/settings/company" | "/settings/channels" | "/settings/operators" | "/settings/hours" | "/settings/absences" | "/settings/routing" | "/settings/replies" | "/settings/ratings" | "/settings/bonus" | "/settings/holding" | "/settings/hints" | "/settings/labels" | "/settings/macros" | "/settings/automations" | "/settings/notifications" | "/settings/tokens" | "/settings/audit" | "/settings/promises" | "/settings/badges" | "/settings/targets" | "/settings/prices" | "/settings/reach" | "/settings/places" | "/settings/activity" | "/settings/purposes" | "/settings/suppressions" | "/settings/contact-policy" | "/settings/recommendations";
  icon: IconName;
  title: Key;
  about: Key;
  permission: Permission | null;
}

export const SETTINGS: SettingsPlace[] = [
  { to: "/settings/profile", icon: "user", title: "settings.profile", about: "settings.profile.about", permission: null },
  { to: "/settings/notifications", icon: "bell", title: "settings.notifications", about: "settings.notifications.about", permission: null },
  { to: "/settings/channels", icon: "channel", title: "settings.channels", about: "settings.channels.about", permission: "channels.read" },
  { to: "/settings/prices", icon: "list", title: "settings.prices", about: "settings.prices.about", permission: "channels.read" },
  { to: "/settings/hours", icon: "hours", title: "settings.hours", about: "settings.hours.about", permission: "schedule.read" },
  { to: "/settings/promises", icon: "clock", title: "settings.promises", about: "settings.promises.about", permission: "promises.read" },
  { to: "/settings/targets", icon: "speed", title: "settings.targets", about: "settings.targets.about", permission: "targets.read" },
  { to: "/settings/badges", icon: "image", title: "settings.badges", about: "settings.badges.about", permission: "promises.read" },
  { to: "/settings/reach", icon: "phone", title: "settings.reach", about: "settings.reach.about", permission: "reach.read" },
  { to: "/settings/places", icon: "pin", title: "settings.places", about: "settings.places.about", permission: "reach.read" },
  { to: "/settings/absences", icon: "leave", title: "settings.absences", about: "settings.absences.about", permission: "absences.read" },
  { to: "/settings/routing", icon: "merge", title: "settings.routing", about: "settings.routing.about", permission: "routing.read" },
  { to: "/settings/replies", icon: "bolt", title: "settings.replies", about: "settings.replies.about", permission: "snippets.read" },
  { to: "/settings/macros", icon: "play", title: "settings.macros", about: "settings.macros.about", permission: "automations.read" },
  { to: "/settings/automations", icon: "retry", title: "settings.automations", about: "settings.automations.about", permission: "automations.read" },
  { to: "/settings/labels", icon: "pin", title: "settings.labels", about: "settings.labels.about", permission: "conversations.read" },
  { to: "/settings/activity", icon: "list", title: "settings.activity", about: "settings.activity.about", permission: "activity.read" },
  { to: "/settings/recommendations", icon: "bag", title: "settings.recommendations", about: "settings.recommendations.about", permission: "goods.read" },
  { to: "/settings/ratings", icon: "check", title: "settings.ratings", about: "settings.ratings.about", permission: "ratings.read" },
  { to: "/settings/purposes", icon: "check", title: "settings.purposes", about: "settings.purposes.about", permission: "consents.read" },
  { to: "/settings/contact-policy", icon: "moon", title: "settings.contact_policy", about: "settings.contact_policy.about", permission: "consents.read" },
  { to: "/settings/suppressions", icon: "close", title: "settings.suppressions", about: "settings.suppressions.about", permission: "consents.read" },
  { to: "/settings/bonus", icon: "checks", title: "settings.bonus", about: "settings.bonus.about", permission: "bonus.read" },
  { to: "/settings/holding", icon: "clock", title: "settings.holding", about: "settings.holding.about", permission: "conversations.read" },
  { to: "/settings/hints", icon: "help", title: "settings.hints", about: "settings.hints.about", permission: "conversations.write" },
  { to: "/settings/operators", icon: "team", title: "settings.operators", about: "settings.operators.about", permission: "operators.read" },
  { to: "/settings/company", icon: "building", title: "settings.company", about: "settings.company.about", permission: "workspace.write" },
  { to: "/settings/tokens", icon: "key", title: "settings.tokens", about: "settings.tokens.about", permission: "tokens.write" },
  { to: "/settings/audit", icon: "list", title: "settings.audit", about: "settings.audit.about", permission: "audit.read" },
];
