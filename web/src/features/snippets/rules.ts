/** Finding a ready reply while typing: what was typed after "/", and which replies answer to it. */
import type { Snippet } from "@/shared/api/types";

const SHOWN_MAX = 8;

export interface SlashWord {
  start: number;
  word: string;
}

/** "Добрый день /дост|" -> {start: 12, word: "дост"}; null when the caret is not in a slash word. */
export function slashAt(text: string, caret: number): SlashWord | null {
  const match = /(?:^|\s)\/([^\s/]*)$/u.exec(text.slice(0, caret));
  if (!match) return null;
  const word = match[1] ?? "";
  return { start: caret - word.length - 1, word };
}

/** Shortcuts that begin with the word first, then titles and texts that hold it; the most used before the rest. */
export function matching(snippets: readonly Snippet[], word: string): Snippet[] {
  const found = fitting(snippets, folded(word));
  return found.length > 0 || word === "" ? found : fitting(snippets, folded(inOtherLayout(word)));
}

const LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`";
const CYRILLIC = "йцукенгшщзхъфывапролджэячсмитьбюё";

/** What the same keys give in the other layout: "руддщ" is "hello". */
export function inOtherLayout(word: string): string {
  return Array.from(word.toLocaleLowerCase(), (letter) => {
    const latin = LATIN.indexOf(letter);
    return latin >= 0 ? CYRILLIC[latin] : (LATIN[CYRILLIC.indexOf(letter)] ?? letter);
  }).join("");
}

function folded(text: string): string {
  return text.toLocaleLowerCase().replaceAll("ё", "е");
}

function fitting(snippets: readonly Snippet[], wanted: string): Snippet[] {
  const ranked = snippets.map((snippet) => ({ snippet, rank: rankOf(snippet, wanted) })).filter(({ rank }) => rank < 3);
  ranked.sort((left, right) => left.rank - right.rank || right.snippet.used_count - left.snippet.used_count);
  return ranked.slice(0, SHOWN_MAX).map(({ snippet }) => snippet);
}

function rankOf({ shortcut, title, text }: Snippet, wanted: string): number {
  if (folded(shortcut).startsWith(wanted)) return 0;
  if (folded(title).includes(wanted)) return 1;
  return folded(text).includes(wanted) ? 2 : 3;
}

const NAMED = /(,?[^\S\n]*)\{([\p{L}_][\p{L}\p{N}_]{0,39})\}(,[^\S\n]*)?/gu;

/** The reply with every known name in braces replaced; an unknown one stays to be seen, an empty one leaves no hole. */
export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(NAMED, (found: string, before: string, name: string, after: string | undefined, at: number) => {
    const value = values[name.toLocaleLowerCase()]?.trim();
    if (value === undefined) return found;
    if (value) return before + value + (after ?? "");
    return at === 0 || text[at - 1] === "\n" ? "" : (after ?? "");
  });
}

/** Names in braces that nothing was put in place of, each once: what a customer must never read. */
export function openNames(text: string): string[] {
  return [...new Set(Array.from(text.matchAll(NAMED), ([, , name = ""]) => name))];
}

/** Puts the reply in the place of the slash word; the caret goes after it. */
export function insertAt(text: string, { start, word }: SlashWord, reply: string): { text: string; caret: number } {
  return { text: text.slice(0, start) + reply + text.slice(start + word.length + 1), caret: start + reply.length };
}

export const SHOWN_LINES_MAX = 100;

/** Lines of a table as they are looked through: what cannot be taken in stands first, else as in the file. */
export function refusedFirst<Line extends { fate: string; line: number }>(lines: readonly Line[]): Line[] {
  return lines.toSorted((left, right) => Number(right.fate === "refused") - Number(left.fate === "refused") || left.line - right.line);
}
