/** A phrase a line: without empty ones, spaces around and repeats. */
export function phrasesOf(text: string): string[] {
  const lines = text.split("\n").map((line) => line.trim().replace(/\s+/g, " "));
  return [...new Set(lines.filter(Boolean))];
}
