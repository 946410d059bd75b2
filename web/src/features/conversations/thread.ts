/** How a thread reads: days, runs of one author, who stands left and right. Pure. */
import type { Message } from "@/shared/api/types";

const RUN_SECONDS = 300;

export interface Line {
  message: Message;
  /** The first message of a day carries its date. */
  startsDay: boolean;
  /** The first of a run shows the author, the last shows the time and state. */
  startsRun: boolean;
  endsRun: boolean;
}

/** `messages` oldest first. */
export function linesOf(messages: readonly Message[]): Line[] {
  return messages.map((message, index) => {
    const before = messages[index - 1];
    const after = messages[index + 1];
    return {
      message,
      startsDay: !before || dayOf(before) !== dayOf(message),
      startsRun: !before || !runsOn(before, message),
      endsRun: !after || !runsOn(message, after),
    };
  });
}

const TEXT_LINE = { letters: 62, height: 20 };
const FOLDED_LETTERS = 1_800;

/** About how tall a line will be, in pixels: the nearer, the less a thread moves as it is measured. */
export function heightOf(line: Line | undefined): number {
  if (!line) return 0;
  const { message, startsDay, startsRun } = line;
  const day = startsDay ? 48 : 0;
  if (message.kind === "event") return day + 36;
  const words = shownText(message).shown.slice(0, FOLDED_LETTERS);
  const rows = words.split("\n").reduce((sum, part) => sum + Math.ceil((part.length || 1) / TEXT_LINE.letters), 0);
  const files = message.attachments.reduce((sum, { kind }) => sum + (kind === "image" ? 226 : 56), 0);
  return day + (startsRun ? 32 : 16) + rows * TEXT_LINE.height + files + (message.extra.link ? 84 : 0);
}

/** How many messages others said after the one that was seen last. */
export function unseenAfter(lines: readonly Line[], seenId: string | undefined): number {
  const seen = lines.findLastIndex(({ message }) => message.id === seenId);
  return seen < 0 ? 0 : lines.slice(seen + 1).filter(({ message }) => message.kind !== "event").length;
}

interface Range {
  startIndex: number;
  endIndex: number;
  overscan: number;
  count: number;
}

/** The lines to be drawn, in their order, with the one that holds the focus wherever it is. */
export function withFocused({ startIndex, endIndex, overscan, count }: Range, focused: number): number[] {
  const first = Math.max(0, startIndex - overscan);
  const last = Math.min(count - 1, endIndex + overscan);
  const drawn = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
  if (focused < 0 || focused >= count || (focused >= first && focused <= last)) return drawn;
  return focused < first ? [focused, ...drawn] : [...drawn, focused];
}

function runsOn(before: Message, after: Message): boolean {
  const sameAuthor = before.author.kind === after.author.kind && before.author.id === after.author.id;
  const sameKind = before.kind === after.kind && before.direction === after.direction;
  return sameAuthor && sameKind && before.kind !== "event" && dayOf(before) === dayOf(after) && secondsBetween(before, after) < RUN_SECONDS;
}

function dayOf({ sent_at }: Message): string {
  return new Date(sent_at).toDateString();
}

function secondsBetween(before: Message, after: Message): number {
  return (Date.parse(after.sent_at) - Date.parse(before.sent_at)) / 1000;
}

/** What of the text is shown at once; the quoted history of a mail waits behind "show all". */
export function shownText({ text, visible_text }: Pick<Message, "text" | "visible_text">): { shown: string; folded: boolean } {
  const visible = visible_text.trim();
  if (!visible) return { shown: text, folded: false };
  return { shown: visible, folded: visible !== text.trim() };
}

const ARRIVAL = /^(?:\/start(?: [\w-]{1,64})?|\[(?:referral|conversation_started)\]|[\w-]{48})$/u;

/** Whether nothing was said: a messenger only tells that somebody came, and by which token. */
export function cameByLink(text: string): boolean {
  return ARRIVAL.test(text.trim());
}

export type Piece = { text: string } | { href: string };

const LINK = /https?:\/\/[^\s<>«»"]+[^\s<>«»".,;:!?)\]}'…]/gu;

/** Splits text into words and links; only http and https become links. */
export function linkPieces(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    if (match.index > end) pieces.push({ text: text.slice(end, match.index) });
    pieces.push({ href: match[0] });
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end) });
  return pieces;
}
