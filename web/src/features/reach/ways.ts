/** The ways of a kit as the screen handles them: made, moved, pasted into a site. */
import type { Reach, ReachEntry } from "@/shared/api/types";

export type FreeKind = Exclude<ReachEntry["kind"], "channel">;

export const FREE_KINDS: readonly FreeKind[] = ["phone", "email", "sms", "link"];
export const ENTRIES_MAX = 20;
/** Ways that can carry the first words of whoever writes. */
const SPEAKING: readonly string[] = ["email", "sms"];

const NOTHING = { ru: "", en: "" };

/** The id is printed in codes' addresses, so it is made once and never from the place in the list. */
function made(entry: Pick<ReachEntry, "kind" | "channel_id">, id: string): ReachEntry {
  return { id, value: "", title: NOTHING, note: NOTHING, text: NOTHING, ...entry };
}

export function newWay(kind: FreeKind): ReachEntry {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return made({ kind, channel_id: null }, Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(""));
}

export function channelWay(channelId: string): ReachEntry {
  return made({ kind: "channel", channel_id: channelId }, channelId.replaceAll("-", ""));
}

export function moved<Item>(items: readonly Item[], from: number, by: -1 | 1): Item[] {
  const next = [...items];
  const [item] = next.splice(from, 1);
  if (item !== undefined) next.splice(from + by, 0, item);
  return next;
}

export function speaks(entry: ReachEntry, offers: Reach["offers"]): boolean {
  if (entry.kind !== "channel") return SPEAKING.includes(entry.kind);
  return offers.some(({ channel_id, takes_words }) => channel_id === entry.channel_id && takes_words);
}

/** Connected channels that could be shown and are not. */
export function unused({ offers }: Pick<Reach, "offers">, entries: readonly ReachEntry[]): Reach["offers"] {
  const used = new Set(entries.map(({ channel_id }) => channel_id));
  return offers.filter(({ channel_id }) => !used.has(channel_id));
}

/** The button in the page's corner, or the block in the place where the line stands. */
export function snippet({ script_url, public_id }: Pick<Reach, "script_url" | "public_id">, block: boolean): string {
  return `<script src="${script_url}" data-reach="${public_id ?? ""}"${block ? " data-block" : ""} async></script>`;
}
