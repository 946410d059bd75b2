/** Where the rail leads. */
import type { Permission } from "@/shared/api/types";
import type { Key } from "@/shared/i18n";
import type { IconName } from "@/shared/ui/icons";

export interface Place {
  to: "/inbox" | "/debts" | "/contacts" | "/promises" | "/campaigns" | "/posts" | "/journeys" | "/segments" | "/templates" | "/goods" | "/speed" | "/settings";
  icon: IconName;
  title: Key;
  permission: Permission | null;
  /** Not in a phone's bar, where few places fit, but one touch further, under "More". */
  roomy?: boolean;
}

export const PLACES: Place[] = [
  { to: "/inbox", icon: "inbox", title: "nav.inbox", permission: "conversations.read" },
  { to: "/debts", icon: "debts", title: "nav.debts", permission: "debts.read" },
  { to: "/contacts", icon: "contacts", title: "nav.contacts", permission: "contacts.read" },
  { to: "/promises", icon: "clock", title: "nav.promises", permission: "promises.read", roomy: true },
  { to: "/campaigns", icon: "send", title: "nav.campaigns", permission: "campaigns.read", roomy: true },
  { to: "/posts", icon: "channel", title: "nav.posts", permission: "campaigns.read", roomy: true },
  { to: "/journeys", icon: "merge", title: "nav.journeys", permission: "journeys.read", roomy: true },
  { to: "/segments", icon: "team", title: "nav.segments", permission: "segments.read", roomy: true },
  { to: "/templates", icon: "file", title: "nav.templates", permission: "templates.read", roomy: true },
  { to: "/goods", icon: "bag", title: "nav.goods", permission: "goods.read", roomy: true },
  { to: "/speed", icon: "speed", title: "nav.speed", permission: "speed.read" },
  { to: "/settings", icon: "settings", title: "nav.settings", permission: null, roomy: true },
];

/** Screens that are opened from a place and have none of their own. */
export const WITHIN: Partial<Record<Place["to"], string[]>> = {
  "/inbox": ["/consultations", "/planned", "/tasks"],
  "/contacts": ["/imports", "/rfm"],
  "/speed": ["/bonus", "/ratings", "/targets"],
};
