/** Calling a colleague or a team by name in a note: finding whom while typing, and where a text names somebody. Pure. */
import type { Mention } from "@/shared/api/types";
import { inOtherLayout } from "@/features/snippets";

const SHOWN_MAX = 8;
const WORD = /(?:^|[\s(])@([^\n@]{0,60})$/u;

export interface Person extends Mention {
  photo_url: string | null;
  online: boolean;
}

/** "Спроси @Ан|" -> {start: 7, word: "Ан"}. Names have spaces, so whoever looks closes the menu when nobody fits. */
export function mentionAt(text: string, caret: number): { start: number; word: string } | null {
  const word = WORD.exec(text.slice(0, caret))?.[1];
  return word === undefined ? null : { start: caret - word.length - 1, word };
}

/** Whose name or surname begins with the word first; typed in the wrong layout, as meant. */
export function matchingPeople(people: readonly Person[], word: string): Person[] {
  const found = fitting(people, folded(word));
  return found.length > 0 || word === "" ? found : fitting(people, folded(inOtherLayout(word)));
}

function fitting(people: readonly Person[], wanted: string): Person[] {
  const first = people.filter(({ name }) => folded(name).startsWith(wanted));
  const second = people.filter(({ name }) => !folded(name).startsWith(wanted) && folded(name).includes(` ${wanted}`));
  return [...first, ...second].slice(0, SHOWN_MAX);
}

function folded(text: string): string {
  return text.toLocaleLowerCase().replaceAll("ё", "е");
}

/** The text cut at every `@Name` it has; of two names that fit the longer is meant. */
export function mentionPieces<Named extends { name: string }>(text: string, named: readonly Named[]): (string | Named)[] {
  const longest = named.filter(({ name }) => name).toSorted((left, right) => right.name.length - left.name.length);
  const pieces: (string | Named)[] = [];
  let end = 0;
  for (let at = text.indexOf("@"); at >= 0 && longest.length > 0; at = text.indexOf("@", at + 1)) {
    const meant = longest.find(({ name }) => text.startsWith(name, at + 1) && !/^[\p{L}\p{N}]/u.test(text.slice(at + 1 + name.length)));
    if (!meant) continue;
    if (at > end) pieces.push(text.slice(end, at));
    pieces.push(meant);
    end = at + 1 + meant.name.length;
  }
  if (end < text.length) pieces.push(text.slice(end));
  return pieces;
}

/** Everybody the note calls; of namesakes all, for the text cannot tell them apart. */
export function mentionedIn(text: string, people: readonly Person[]): { operator_ids: string[]; team_ids: string[] } {
  const names = new Set(mentionPieces(text, people).flatMap((piece) => (typeof piece === "string" ? [] : piece.name)));
  const ids = (kind: Mention["kind"]) => people.filter((one) => one.kind === kind && names.has(one.name)).map(({ id }) => id);
  return { operator_ids: ids("operator"), team_ids: ids("team") };
}
